package server

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"kobo/internal/fault"
)

// document is a document that was checked once: parsed, within every limit that doesn't depend on variables, valid in the
// projection, and weighed; or the errors that were found. It is shared by requests and never changed.
type document struct {
	ast    *ast.QueryDocument
	weight map[*ast.OperationDefinition]weight
	errors gqlerror.List
}

// check reads a document in linear time and refuses what is too large before anything that is more than linear, or that
// recurses, sees it.
//
// SECURITY: fragments are sized once each here. gqlparser's validation and everything after it may expand them, so a
// document must not get past this while it has cycles or expands to too much.
//
// Of a registered document, what the projection doesn't show is taken out first (see prune).
func (e *Endpoint) check(text string, registered bool) *document {
	if err := e.scan(text); err != nil {
		return &document{errors: gqlerror.List{err}}
	}
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, e.limits.Tokens)
	if err != nil {
		return &document{errors: coded(codeParse, asList(err))}
	}
	if err := e.measure(parsed); err != nil {
		return &document{errors: gqlerror.List{err}}
	}
	if registered && !prune(e.schema, parsed) {
		return &document{errors: gqlerror.List{{Err: fault.Missing()}}}
	}
	if errs := validator.ValidateWithRules(e.schema, parsed, validation()); len(errs) > 0 {
		return &document{errors: coded(codeValidation, errs)}
	}
	doc := &document{ast: parsed, weight: make(map[*ast.OperationDefinition]weight, len(parsed.Operations))}
	for _, op := range parsed.Operations {
		w, err := e.weigh(op.SelectionSet, nil)
		if err != nil {
			return &document{errors: gqlerror.List{err}}
		}
		doc.weight[op] = w
	}
	return doc
}

// scan counts what can be counted without parsing. A lexical error ends the count and is left to the parser to report.
func (e *Endpoint) scan(text string) *gqlerror.Error {
	if len(text) > e.limits.Document {
		return exceeded("document", e.limits.Document)
	}
	var tokens, nesting, directives int
	for lex := lexer.New(&ast.Source{Input: text}); ; {
		token, err := lex.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil
		}
		if tokens++; tokens > e.limits.Tokens {
			return exceeded("tokens", e.limits.Tokens)
		}
		switch token.Kind {
		case lexer.At:
			if directives++; directives > e.limits.Directives {
				return exceeded("directives", e.limits.Directives)
			}
		case lexer.BraceL, lexer.BracketL, lexer.ParenL:
			if nesting++; nesting > e.limits.Nesting {
				return exceeded("nesting", e.limits.Nesting)
			}
		case lexer.BraceR, lexer.BracketR, lexer.ParenR:
			nesting--
		case lexer.String, lexer.BlockString:
			if strings.Contains(token.Value, "\x00") {
				return refused("server.zero") // PostgreSQL has no zero characters in texts
			}
		}
	}
}

// size is what a selection comes to with its fragments expanded.
type size struct{ fields, roots, depth int }

// measurer sizes each fragment once.
type measurer struct {
	doc       *ast.QueryDocument
	limits    *Limits
	fragments map[string]*size // nil while the fragment is being measured
	written   int              // fields as written
	aliases   int
	err       *gqlerror.Error
}

func (e *Endpoint) measure(doc *ast.QueryDocument) *gqlerror.Error {
	if len(doc.Operations) > e.limits.Operations {
		return exceeded("operations", e.limits.Operations)
	}
	if len(doc.Fragments) > e.limits.Fragments {
		return exceeded("fragments", e.limits.Fragments)
	}
	m := &measurer{doc: doc, limits: e.limits, fragments: make(map[string]*size, len(doc.Fragments))}
	for _, f := range doc.Fragments {
		m.fragment(f.Name, f.Position)
	}
	for _, op := range doc.Operations {
		s := m.selections(op.SelectionSet)
		if s.roots > e.limits.RootFields && m.err == nil {
			m.err = exceeded("rootFields", e.limits.RootFields)
		}
	}
	return m.err
}

// fragment returns the size of a named fragment; one that isn't defined has none, which validation reports.
func (m *measurer) fragment(name string, at *ast.Position) size {
	if s, known := m.fragments[name]; known {
		if s == nil {
			m.fail(gqlerror.ErrorPosf(at, `Cannot spread fragment "%s" within itself.`, name))
			return size{}
		}
		return *s
	}
	f := m.doc.Fragments.ForName(name)
	if f == nil {
		return size{}
	}
	m.fragments[name] = nil
	s := m.selections(f.SelectionSet)
	m.fragments[name] = &s
	return s
}

func (m *measurer) selections(set ast.SelectionSet) (sum size) {
	for _, sel := range set {
		if m.err != nil {
			return sum
		}
		var s size
		var directives ast.DirectiveList
		switch sel := sel.(type) {
		case *ast.Field:
			m.written++
			if sel.Alias != sel.Name {
				m.aliases++
			}
			below := m.selections(sel.SelectionSet)
			s = size{fields: 1 + below.fields, roots: 1, depth: 1 + below.depth}
			directives = sel.Directives
		case *ast.InlineFragment:
			s = m.selections(sel.SelectionSet)
			directives = sel.Directives
		case *ast.FragmentSpread:
			s = m.fragment(sel.Name, sel.Position)
			directives = sel.Directives
		}
		if directives.ForName("defer") != nil {
			// An answer here is one piece of JSON; gqlgen knows the directive, so it must be refused before it.
			m.fail(gqlerror.ErrorPosf(directives.ForName("defer").Position, `Unknown directive "@defer".`))
		}
		sum.fields += s.fields // each at most Limits.Fields, so this can't overflow
		sum.roots += s.roots
		sum.depth = max(sum.depth, s.depth)
		switch {
		case m.err != nil:
		case sum.fields > m.limits.Fields || m.written > m.limits.Fields:
			m.err = exceeded("fields", m.limits.Fields)
		case sum.depth > m.limits.Depth:
			m.err = exceeded("depth", m.limits.Depth)
		case m.aliases > m.limits.Aliases:
			m.err = exceeded("aliases", m.limits.Aliases)
		}
	}
	return sum
}

func (m *measurer) fail(err *gqlerror.Error) {
	if m.err == nil {
		m.err = coded(codeValidation, gqlerror.List{err})[0]
	}
}

// weight is what a selection costs: a part that never varies, and lists whose size a variable says, here or below.
type weight struct {
	fixed int
	lists []listing
}

// listing is a selection that is answered once for each item.
type listing struct {
	size length
	each weight
}

// length is how long a list is: a number, or what variables say.
type length struct {
	n         int      // when no variable says
	variables []string // first, last; the larger counts
	ids       bool     // the variables are lists, and their length is the size
}

// dear is a cost that no limit allows; sums and products stop there.
const dear = 1 << 40

func times(n, cost int) int {
	if n > 0 && cost > dear/n {
		return dear
	}
	return n * cost
}

// cost returns what the selection costs with these variables, or why a page has no legal size.
func (w weight) cost(variables map[string]any, limits *Limits) (int, *gqlerror.Error) {
	sum := w.fixed
	for _, l := range w.lists {
		n, err := l.size.of(variables, limits)
		if err != nil {
			return 0, err
		}
		each, err := l.each.cost(variables, limits)
		if err != nil {
			return 0, err
		}
		sum = min(sum+times(n, each), dear)
	}
	return sum, nil
}

func (l length) of(variables map[string]any, limits *Limits) (int, *gqlerror.Error) {
	largest := -1
	for _, name := range l.variables {
		switch value := variables[name].(type) {
		case []any:
			if l.ids {
				largest = max(largest, len(value))
			}
		case json.Number:
			n, err := strconv.Atoi(value.String())
			if err != nil {
				n = math.MaxInt // larger than any page
			}
			if err := legal(n, limits); err != nil {
				return 0, err
			}
			largest = max(largest, n)
		}
	}
	if largest < 0 {
		return l.n, nil
	}
	return largest, nil
}

// legal refuses page sizes that are negative or too large.
func legal(n int, limits *Limits) *gqlerror.Error {
	switch {
	case n < 0:
		return refused("server.page")
	case n > limits.Page:
		return exceeded("page", limits.Page)
	}
	return nil
}

// weigh turns a valid selection into its weight. page is the size of the connection the selection is made on, if it is one.
func (e *Endpoint) weigh(set ast.SelectionSet, page *length) (sum weight, err *gqlerror.Error) {
	for _, sel := range set {
		var w weight
		switch sel := sel.(type) {
		case *ast.Field:
			w, err = e.weighField(sel, page)
		case *ast.InlineFragment:
			w, err = e.weigh(sel.SelectionSet, page)
		case *ast.FragmentSpread:
			w, err = e.weigh(sel.Definition.SelectionSet, page)
		}
		if err != nil {
			return weight{}, err
		}
		sum.fixed = min(sum.fixed+w.fixed, dear)
		sum.lists = append(sum.lists, w.lists...)
	}
	return sum, nil
}

// weighField weighs a field. One with a page argument is a page, or when it is no list itself, the connection whose nodes
// and edges are that page. Any other list of objects is as long as Options.Sizes says, or else as a default page. Lists of
// introspection aren't multiplied: a schema has its size, and gqlparser bounds how they nest.
func (e *Endpoint) weighField(f *ast.Field, page *length) (weight, *gqlerror.Error) {
	own, err := e.pageOf(f)
	if err != nil {
		return weight{}, err
	}
	if len(f.SelectionSet) == 0 {
		return weight{fixed: 1}, nil
	}
	var size, below *length
	isList := f.Definition.Type.Elem != nil
	known, isKnown := e.sizes[f.ObjectDefinition.Name+"."+f.Name]
	switch {
	case own != nil && isList:
		size = own
	case own != nil:
		below = own
	case !isList || strings.HasPrefix(f.ObjectDefinition.Name, "__"):
	case page != nil && (f.Name == "nodes" || f.Name == "edges"):
		size = page
	case isKnown:
		size = &length{n: known}
	default:
		size = &length{n: e.limits.DefaultPage}
	}
	each, err := e.weigh(f.SelectionSet, below)
	switch {
	case err != nil:
		return weight{}, err
	case size == nil:
		each.fixed = min(each.fixed+1, dear)
		return each, nil
	case len(size.variables) == 0 && len(each.lists) == 0:
		return weight{fixed: min(1+times(size.n, each.fixed), dear)}, nil
	}
	return weight{fixed: 1, lists: []listing{{*size, each}}}, nil
}

// pageOf reads the page arguments of a field: first, last, or ids when that is a list; nil when it has none. Sizes that
// stand in the document are checked here, those in variables with each request.
func (e *Endpoint) pageOf(f *ast.Field) (*length, *gqlerror.Error) {
	var l *length
	for _, name := range [...]string{"first", "last", "ids"} {
		def := f.Definition.Arguments.ForName(name)
		if def == nil || (name == "ids") != (def.Type.Elem != nil) {
			continue
		}
		if l == nil {
			l = &length{n: e.limits.DefaultPage}
		}
		value := def.DefaultValue
		if arg := f.Arguments.ForName(name); arg != nil {
			value = arg.Value
		}
		if value != nil && value.Kind == ast.Variable {
			l.variables = append(l.variables, value.Raw)
			l.ids = name == "ids"
			if value = def.DefaultValue; f.Arguments.ForName(name).Value.VariableDefinition != nil {
				if d := f.Arguments.ForName(name).Value.VariableDefinition.DefaultValue; d != nil {
					value = d
				}
			}
		}
		switch {
		case value == nil:
		case value.Kind == ast.ListValue:
			l.n = len(value.Children)
		case value.Kind == ast.IntValue:
			n, err := strconv.Atoi(value.Raw)
			if err != nil {
				n = math.MaxInt // larger than any page
			}
			if err := legal(n, e.limits); err != nil {
				return nil, err
			}
			l.n = n
		}
	}
	return l, nil
}

// validation returns gqlparser's rules, those that would suggest names in the form that doesn't: a suggestion tells of the
// schema, and costs a comparison with every name in it.
func validation() *rules.Rules {
	r := rules.NewDefaultRules()
	for _, quiet := range []struct{ name, by core.Rule }{
		{rules.FieldsOnCorrectTypeRule, rules.FieldsOnCorrectTypeRuleWithoutSuggestions},
		{rules.KnownArgumentNamesRule, rules.KnownArgumentNamesRuleWithoutSuggestions},
		{rules.KnownTypeNamesRule, rules.KnownTypeNamesRuleWithoutSuggestions},
		{rules.ScalarLeafsRule, rules.ScalarLeafsRuleWithoutSuggestions},
		{rules.ValuesOfCorrectTypeRule, rules.ValuesOfCorrectTypeRuleWithoutSuggestions},
	} {
		r.ReplaceRule(quiet.name.Name, quiet.by.RuleFunc)
	}
	return r
}
