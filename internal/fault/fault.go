// Package fault is the one coarse list of error codes that clients see. Everything else is internal: it is logged under an
// id and never shown.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code is what a client can act on.
type Code string

// The codes. Add one only when a client would act differently on it.
const (
	// NotFound: no such thing, or the viewer may not see it. The two are never told apart.
	NotFound Code = "NOT_FOUND"
	// Invalid: a value breaks a rule; Field says which.
	Invalid Code = "BAD_REQUEST"
	// Conflict: the thing has changed since the client read it, or another thing is in the way.
	Conflict Code = "CONFLICT"
	// Illegal: the act is not among the legal ones in the thing's state.
	Illegal Code = "ILLEGAL_ACT"
	// Unauthenticated: nobody is logged in, or the token is not valid.
	Unauthenticated Code = "UNAUTHENTICATED"
	// Limited: the request is larger, costlier or more frequent than allowed.
	Limited Code = "LIMIT_EXCEEDED"
	// Unavailable: a national service or a part of ours does not answer now; trying again may help.
	Unavailable Code = "UNAVAILABLE"
	// Committed: the act was carried out, only reading its result failed.
	Committed Code = "COMMITTED"
	// Internal is everything else. The client gets an id to quote.
	Internal Code = "INTERNAL"
)

// Error is an expected outcome that a client is told of.
type Error struct {
	Code Code
	// Message is the key of the text in the message catalogue (internal/message).
	Message string
	// Args fill the placeholders of the text, in order of name: "max", "10".
	Args []any
	// Field is the path of the input that is at fault: "input.bedrooms". Empty when none is.
	Field string
}

// Error returns code, key and field. It holds no input, so it can be logged.
func (e *Error) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s %s at %s", e.Code, e.Message, e.Field)
}

// Is lets errors.Is compare by code: errors.Is(err, &fault.Error{Code: fault.Conflict}).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && (t.Message == "" || t.Message == e.Message)
}

// New makes an error of the code whose text is the catalogue's at key; args are name, value pairs for its placeholders.
func New(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Message: key, Args: args}
}

// At makes an error of code Invalid for one input field.
func At(field, key string, args ...any) *Error {
	return &Error{Code: Invalid, Message: key, Args: args, Field: field}
}

// Missing is the one answer for what does not exist or may not be seen.
func Missing() *Error { return New(NotFound, "fault.notFound") }

// CodeOf returns the code of the error, Internal for any that is not one of ours, and "" for nil.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return Internal
}

// Many are all the faults of one input, so that a form can be mended in one go.
type Many []*Error

// Error returns every fault's code, key and field.
func (m Many) Error() string {
	texts := make([]string, len(m))
	for i, e := range m {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the faults.
func (m Many) Unwrap() []error {
	errs := make([]error, len(m))
	for i, e := range m {
		errs[i] = e
	}
	return errs
}

// Err returns the faults as one error, or nil when there are none.
func (m Many) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// All returns every fault in an error that is an expected outcome, and nil for any other error.
func All(err error) []*Error {
	var many Many
	if errors.As(err, &many) {
		return many
	}
	var one *Error
	if errors.As(err, &one) {
		return []*Error{one}
	}
	return nil
}
