package server

import (
	"time"

	"kobo/internal/viewer"
)

// Limits is the one table of what a request may be, cost and take. Every number can be printed in the documentation: a
// client that passes one is told its name and value, and nothing else.
type Limits struct {
	// Body is the largest request body to /graphql in bytes; larger is answered 413.
	Body int64
	// Document is the largest document (query text) in bytes.
	Document int
	// Tokens is the most lexical tokens, comments included, in a document. Checking that fields merge is quadratic above this.
	Tokens int
	// Nesting is how deep braces, brackets and parentheses may nest in a document, and brackets in the JSON around it.
	Nesting int
	// Depth is how deep fields may nest, fragments followed; the usual introspection query has 14 to 15.
	Depth int
	// Aliases is the most aliases written in a document.
	Aliases int
	// RootFields is the most fields at the root of an operation, fragments followed.
	RootFields int
	// Directives is the most directives written in a document.
	Directives int
	// Fields is the most fields written in a document, and the most in any of its operations with fragments expanded.
	Fields int
	// Fragments is the most fragments defined in a document.
	Fragments int
	// Operations is the most operations in a document.
	Operations int
	// Page is the largest first or last. Negative ones are BAD_REQUEST.
	Page int
	// DefaultPage is the size reckoned with where a list says nothing of its own.
	DefaultPage int
	// Items is the most items in any list given as input.
	Items int
	// Cost is the most an operation may cost by role: one for each field, those below a list times its size. It should be
	// twice the dearest operation of our own clients. A role that is missing may ask nothing.
	Cost map[viewer.Role]int

	// Errors is the most errors in an answer; the rest is left out.
	Errors int
	// Message is the longest error message in an answer, in characters.
	Message int

	// Rate is how many cost points a viewer regains each second. The overview with its facets is the dearest page of our own clients, at
	// some 1 000 points: a person may open three a second for as long as she likes, and sixty at once.
	Rate int
	// Burst is how many cost points a viewer can save up.
	Burst int
	// Check is what checking a document costs that the server hasn't seen before, refused or not.
	Check int
	// AtOnce is how many requests of one viewer, streams included, may be under way at once in this process.
	AtOnce int

	// HeaderBytes is the most bytes of request headers; the token in it is bounded by this too.
	HeaderBytes int
	// ReadHeader is how long a client may take to send its headers.
	ReadHeader time.Duration
	// Read is how long it may take to send the whole request.
	Read time.Duration
	// Execute is how long an operation may run before its context is cancelled.
	Execute time.Duration
	// Write is how long the answer may take to leave, counted from the request's headers; each event of a stream has as long.
	Write time.Duration
	// Idle is how long a connection may wait for its next request.
	Idle time.Duration
	// Slow is how long uploads and exports may take ([Server.MountSlow]).
	Slow time.Duration
	// KeepAlive is how often a quiet stream says that it lives.
	KeepAlive time.Duration
	// Shutdown is how long requests under way may take to end once the server is told to stop.
	Shutdown time.Duration
}

// Standard returns the limits the server has unless told otherwise.
func Standard() Limits {
	return Limits{
		Body:        1 << 20,
		Document:    64 << 10,
		Tokens:      2000,
		Nesting:     100,
		Depth:       16,
		Aliases:     30,
		RootFields:  20,
		Directives:  20,
		Fields:      500,
		Fragments:   50,
		Operations:  10,
		Page:        100,
		DefaultPage: 20,
		Items:       250,
		Cost: map[viewer.Role]int{
			viewer.Staff: 2000, viewer.Partner: 2000, viewer.Vendor: 2000, viewer.Citizen: 1000, viewer.Stats: 5000,
		},
		Errors:      50,
		Message:     300,
		Rate:        3_000,
		Burst:       60_000,
		Check:       20,
		AtOnce:      100,
		HeaderBytes: 16 << 10,
		ReadHeader:  5 * time.Second,
		Read:        10 * time.Second,
		Execute:     10 * time.Second,
		Write:       30 * time.Second,
		Idle:        60 * time.Second,
		Slow:        10 * time.Minute,
		KeepAlive:   15 * time.Second,
		Shutdown:    20 * time.Second,
	}
}
