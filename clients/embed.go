// Package clients carries the web clients into the binary: their built files, and the operations each may run. It knows
// nothing of HTTP or of the graph. It builds without Node: then Dist holds no client, and the server says so.
package clients

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Dist holds the built clients, each in the folder dist/<client>: index.html, and under assets/ files whose names change
// with their content. Beside every text file lie the same bytes compressed (.br, .gz).
//
//go:embed all:dist
var Dist embed.FS

//go:embed */src/gql/persisted-documents.json
var manifests embed.FS

// Documents returns the operations of each client by its name and the SHA-256 hash of their text: the only ones that its
// sessions may run (trusted documents). The manifests are generated from the clients' source and committed.
func Documents() (map[string]map[string]string, error) {
	files, err := fs.Glob(manifests, "*/src/gql/persisted-documents.json")
	if err != nil {
		return nil, fmt.Errorf("find manifests: %w", err)
	}
	all := make(map[string]map[string]string, len(files))
	for _, file := range files {
		content, err := manifests.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read manifest: %w", err)
		}
		documents := map[string]string{}
		if err := json.Unmarshal(content, &documents); err != nil {
			return nil, fmt.Errorf("manifest %s: %w", file, err)
		}
		client, _, _ := strings.Cut(path.Clean(file), "/")
		all[client] = documents
	}
	return all, nil
}
