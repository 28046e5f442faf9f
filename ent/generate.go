// Package ent is the generated client of the tables that ent/schema describes.
package ent

//go:generate go run -mod=mod entgo.io/ent/cmd/ent generate --feature sql/lock,sql/modifier,sql/execquery,sql/versioned-migration ./schema
