package store

import "strings"

// Selection is the tree of graph fields that are asked for, by field name; aliases of one field are joined. It decides which columns,
// joins and statements a read consists of. An empty selection below a name means a field without fields of its own.
type Selection map[string]Selection

// Select makes a selection of dotted paths: Select("address.text", "tenancy.rent").
func Select(paths ...string) Selection {
	all := Selection{}
	for _, path := range paths {
		at := all
		for name := range strings.SplitSeq(path, ".") {
			if at[name] == nil {
				at[name] = Selection{}
			}
			at = at[name]
		}
	}
	return all
}

// Has reports whether the field at the dotted path is asked for.
func (s Selection) Has(path string) bool { return s.Sub(path) != nil }

// Sub returns what is asked for below the dotted path; nil when the path itself is not asked for.
func (s Selection) Sub(path string) Selection {
	for name := range strings.SplitSeq(path, ".") {
		s = s[name]
		if s == nil {
			return nil
		}
	}
	return s
}
