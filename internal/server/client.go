package server

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"kobo/internal/message"
	"kobo/internal/viewer"
)

// Client is a web client: what it may run, for whom, and its files.
type Client struct {
	// Documents are its registered documents by SHA-256 hash, as its build wrote them (trusted documents).
	Documents map[string]string
	// Roles are those whose sessions may use it; empty means all.
	Roles []viewer.Role
	// Origins are further origins it is served from ("https://minside.kommune.no"), beside the server's own.
	Origins []string
	// Files is the built client with index.html at its root, served under /<name>/; nil when only documents are.
	Files fs.FS
	// Policy replaces the usual Content-Security-Policy of its pages.
	Policy string
}

// site serves the files of a client. Every path without an extension is a page of the client, which is index.html; what
// lies in assets/ has its digest in its name and is kept for a year.
type site struct {
	name   string
	files  fs.FS
	policy string
}

// ServeHTTP answers GET and HEAD for a path below /<name>/.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/"+s.name+"/")
	if path.Ext(name) == "" {
		name = "index.html"
	}
	h := w.Header()
	h.Set("Content-Security-Policy", s.policy)
	if !fs.ValidPath(name) {
		http.NotFound(w, r)
		return
	}
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Add("Vary", "Accept-Encoding")
	for _, packed := range [...][2]string{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if packed[0] != "" && !strings.Contains(r.Header.Get("Accept-Encoding"), packed[0]) {
			continue
		}
		file, err := fs.ReadFile(s.files, name+packed[1])
		if err != nil {
			continue
		}
		if packed[0] != "" {
			h.Set("Content-Encoding", packed[0])
		}
		media := mime.TypeByExtension(path.Ext(name))
		if media == "" {
			media = "application/octet-stream"
		}
		h.Set("Content-Type", media)
		h.Set("Content-Length", fmt.Sprint(len(file)))
		if r.Method != http.MethodHead {
			_, _ = bytes.NewReader(file).WriteTo(w) // fails when the client has left
		}
		return
	}
	h.Set("Cache-Control", "no-store")
	if _, err := fs.Stat(s.files, "index.html"); errors.Is(err, fs.ErrNotExist) {
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintf(w, "<!doctype html><html lang=\"nb\"><meta charset=\"utf-8\"><title>Kobo</title><p>%s</p></html>\n",
			message.Text("nb", "server.notBuilt", "client", s.name))
		return
	}
	http.NotFound(w, r)
}
