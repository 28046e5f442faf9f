package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"kobo/internal/day"
	"kobo/internal/entity"
)

// page is the transcript. What differs from run to run is masked: ids become «dwelling 1», days are told from today, and points in time
// are left out.
type page struct {
	out   bytes.Buffer
	today day.Day
	names map[string]string // what ids, and some days, are called
	kinds map[entity.Kind]int
}

func newPage(today day.Day) *page {
	return &page{today: today, names: map[string]string{}, kinds: map[entity.Kind]int{}}
}

var varying = regexp.MustCompile(`(?i)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b` +
	`|\b\d{4}-\d{2}-\d{2}T[0-9:.]+Z` +
	`|\b\d{4}-\d{2}-\d{2}\b` +
	`|\b\d{2}\.\d{2}\.\d{4}\b`)

// mask replaces what differs from run to run.
func (p *page) mask(text string) string {
	return varying.ReplaceAllStringFunc(text, func(found string) string {
		if id, err := entity.Parse(found); err == nil && id.Is(id.Kind()) {
			return p.name(id)
		}
		for _, form := range []string{time.DateOnly, "02.01.2006"} {
			if at, err := time.Parse(form, found); err == nil {
				return p.when(day.At(at))
			}
		}
		if strings.Contains(found, "T") {
			return "‹time›"
		}
		return "‹key›"
	})
}

// name is what an id is called, the first of its kind 1.
func (p *page) name(id entity.ID) string {
	name, ok := p.names[id.String()]
	if !ok {
		p.kinds[id.Kind()]++
		name = fmt.Sprintf("‹%s %d›", strings.ToLower(id.Kind().String()), p.kinds[id.Kind()])
		p.names[id.String()] = name
	}
	return name
}

// when is a day as told from today, unless it has a name.
func (p *page) when(d day.Day) string {
	if name, ok := p.names[d.String()]; ok {
		return name
	}
	switch n := d.Since(p.today); {
	case n == 0:
		return "‹today›"
	case n == -1:
		return "‹yesterday›"
	case n == 1:
		return "‹tomorrow›"
	case n < 0:
		return fmt.Sprintf("‹%d days ago›", -n)
	default:
		return fmt.Sprintf("‹in %d days›", n)
	}
}

// chapter begins a chapter.
func (p *page) chapter(title string) { fmt.Fprintf(&p.out, "\n## %s\n", title) }

// say writes a paragraph.
func (p *page) say(format string, args ...any) {
	fmt.Fprintf(&p.out, "\n%s\n", p.mask(fmt.Sprintf(format, args...)))
}

// block writes text as it is.
func (p *page) block(language, text string) {
	fmt.Fprintf(&p.out, "\n```%s\n%s\n```\n", language, strings.TrimRight(p.mask(text), "\n"))
}

// operation writes who asked what.
func (p *page) operation(who, query string, variables map[string]any) error {
	fmt.Fprintf(&p.out, "\n**%s**\n", who)
	text := strings.TrimSpace(strings.ReplaceAll(query, "\n\t\t", "\n"))
	text = strings.ReplaceAll(text, "\t", "  ")
	if len(variables) > 0 {
		data, err := json.Marshal(variables)
		if err != nil {
			return err
		}
		shown, err := p.compact(data, 0)
		if err != nil {
			return err
		}
		text += "\n# with " + strings.ReplaceAll(shown, "\n", "\n# ")
	}
	p.block("graphql", text)
	return nil
}

// answer writes what was answered, an error as its code and words.
func (p *page) answer(r reply) error {
	if len(r.Errors) > 0 {
		var lines []string
		for _, e := range r.Errors {
			lines = append(lines, e.Extensions.Code+": "+e.Message)
		}
		p.block("", strings.Join(lines, "\n"))
		return nil
	}
	shown, err := p.compact(r.Data, 0)
	if err != nil {
		return err
	}
	p.block("json", shown)
	return nil
}

// width is how long a line of JSON may be; mostItems how many items of a list are shown.
const (
	width     = 140
	mostItems = 8
)

// compact writes JSON, masked, with what fits on one line on one line, and cuts long lists.
func (p *page) compact(data json.RawMessage, indent int) (string, error) {
	var short bytes.Buffer
	if err := json.Compact(&short, data); err != nil {
		return "", err
	}
	line := p.mask(spaced(short.Bytes()))
	if len(line) == 0 || line[0] != '{' && line[0] != '[' || len([]rune(line))+indent <= width {
		return line, nil
	}
	d := json.NewDecoder(&short)
	open, err := d.Token()
	if err != nil {
		return "", err
	}
	object := open == json.Delim('{')
	margin := strings.Repeat(" ", indent+2)
	var parts []string
	left := 0
	for d.More() {
		key := ""
		if object {
			token, err := d.Token()
			if err != nil {
				return "", err
			}
			key = fmt.Sprintf("%q: ", token)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return "", err
		}
		if !object && len(parts) == mostItems {
			left++
			continue
		}
		shown, err := p.compact(value, indent+2)
		if err != nil {
			return "", err
		}
		parts = append(parts, margin+key+shown)
	}
	body := strings.Join(parts, ",\n")
	if left > 0 {
		body += fmt.Sprintf(",\n%s… %d more", margin, left)
	}
	brackets := "[]"
	if object {
		brackets = "{}"
	}
	return brackets[:1] + "\n" + body + "\n" + strings.Repeat(" ", indent) + brackets[1:], nil
}

// spaced is compact JSON with a space after each comma and colon between values.
func spaced(data []byte) string {
	var out strings.Builder
	quoted, escaped := false, false
	for _, b := range data {
		out.WriteByte(b)
		switch {
		case escaped:
			escaped = false
		case quoted && b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case !quoted && (b == ',' || b == ':'):
			out.WriteByte(' ')
		}
	}
	return out.String()
}
