package graph

import (
	"context"
	"strings"

	"kobo/graph/model"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// outcome sorts what became of an act: expected outcomes are userErrors of the payload; anything else is a GraphQL error, to be
// presented at the edge. A limit, a missing login and a service that is down are errors of the request, not of the input.
func outcome(ctx context.Context, err error) ([]*model.UserError, error) {
	errs := []*model.UserError{}
	if err == nil {
		return errs, nil
	}
	faults := fault.All(err)
	if len(faults) == 0 {
		return nil, err
	}
	for _, f := range faults {
		switch f.Code {
		case fault.Invalid, fault.Conflict, fault.Illegal, fault.NotFound:
			errs = append(errs, userError(ctx, f))
		default:
			return nil, err
		}
	}
	return errs, nil
}

// userError is a fault in the reader's language.
func userError(ctx context.Context, f *fault.Error) *model.UserError {
	field := []string{}
	if f.Field != "" {
		field = strings.Split(f.Field, ".")
	}
	return &model.UserError{Code: string(f.Code), Message: message.Text(language(ctx), f.Message, f.Args...), Field: field}
}

// language is the reader's.
func language(ctx context.Context) string {
	if v := viewer.FromContext(ctx); v != nil {
		return v.Language
	}
	return message.Languages[0]
}

// committed marks a failure to read what an act did: the act stands, and doing it again would be a second act.
func committed(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Committed, "fault.committed")
}
