// Package layout has no code: its tests hold the whole module to its layout — which packages may import which, and why, and that each
// says what it is for.
package layout
