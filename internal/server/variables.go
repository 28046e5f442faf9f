package server

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// coerce checks the variables against their declared types as the specification has it (section 3.5 and 3.10). gqlparser
// takes "12" for an Int and gqlgen takes 12 for a String and enum values in any case; here they are refused, also in
// variables that no field reads. Scalars of our own check themselves. What is missing or unknown is gqlparser's to report.
func coerce(schema *ast.Schema, op *ast.OperationDefinition, variables map[string]any, limits *Limits) *gqlerror.Error {
	c := coercer{schema, limits}
	for _, def := range op.VariableDefinitions {
		if value, given := variables[def.Variable]; given {
			if err := c.check(def.Type, value, ast.Path{ast.PathName("variable"), ast.PathName(def.Variable)}); err != nil {
				return err
			}
		}
	}
	return nil
}

type coercer struct {
	schema *ast.Schema
	limits *Limits
}

func (c coercer) check(t *ast.Type, value any, path ast.Path) *gqlerror.Error {
	if value == nil {
		return nil
	}
	if t.Elem != nil {
		items, ok := value.([]any)
		if !ok {
			return c.check(t.Elem, value, path)
		}
		if len(items) > c.limits.Items {
			return exceeded("items", c.limits.Items)
		}
		for i, item := range items {
			if err := c.check(t.Elem, item, append(path[:len(path):len(path)], ast.PathIndex(i))); err != nil {
				return err
			}
		}
		return nil
	}
	def := c.schema.Types[t.NamedType]
	if def == nil {
		return nil
	}
	ok := true
	switch def.Kind {
	case ast.Enum:
		text, isText := value.(string)
		ok = isText && def.EnumValues.ForName(text) != nil
	case ast.Scalar:
		ok = scalar(def.Name, value)
	case ast.InputObject:
		object, isObject := value.(map[string]any)
		if !isObject {
			ok = false
			break
		}
		for _, field := range def.Fields {
			if err := c.check(field.Type, object[field.Name], append(path[:len(path):len(path)], ast.PathName(field.Name))); err != nil {
				return err
			}
		}
	}
	if !ok {
		err := gqlerror.ErrorPathf(path, "The value is no %s.", def.Name)
		return coded(codeValidation, gqlerror.List{err})[0]
	}
	return nil
}

// scalar reports whether JSON can stand for a built-in scalar; it can always stand for one of our own.
func scalar(name string, value any) bool {
	number, isNumber := value.(json.Number)
	text, isText := value.(string)
	switch name {
	case "String":
		// PostgreSQL has no zero characters in texts.
		return isText && !strings.Contains(text, "\x00")
	case "ID":
		return isText && !strings.Contains(text, "\x00") || isNumber && whole(number)
	case "Int":
		return isNumber && whole(number)
	case "Float":
		f, err := number.Float64()
		return isNumber && err == nil && !math.IsInf(f, 0)
	case "Boolean":
		_, isBool := value.(bool)
		return isBool
	}
	return true
}

func whole(n json.Number) bool {
	_, err := strconv.ParseInt(n.String(), 10, 32)
	return err == nil
}
