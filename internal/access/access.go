// Package access is wall 1: it decides which fields of the graph exist for a set of rights.
//
// Every field, argument and input field of the full schema says what its data is (a class) or what it does (an act):
//
//	type Dwelling implements Node @access(class: DWELLING) { rent: Rent @access(class: RENT) … }
//	extend type Mutation { dwellingUpdate(…): DwellingUpdatePayload! @access(act: DWELLING_EDIT) }
//
// Who may have it stands once, in policy.csv, the [Grid]. [Project] makes from both the schema of one set of rights, in
// which the rest is absent: no directive, no check and no test of rights is left for the time of a request. Which rows
// exist for a viewer is wall 2's (PostgreSQL), and the package knows nothing of rows, viewers' identities or resolvers.
//
// The rules of visibility, all of them:
//
//  1. A label is open when its class is readable and its act may be carried out (where it names both, both). On Mutation, on
//     the arguments of its fields and in the inputs they reach, a class asks for write instead of read.
//  2. A type whose label is not open is absent, whatever its fields say. Its label is the default of its fields; a field's own
//     label replaces the default. An element without a label of its own is as visible as what it stands in: an argument as
//     its field, an input field as its input, an input as the places that use it.
//  3. A field, argument or input field is absent when its type is; a type is absent when nothing is left in it.
//  4. A container, that is an unlabelled object type named …Connection, …Edge, …Payload or …Facet…, takes its visibility from
//     what it holds: a connection needs its nodes or edges, an edge its node; a payload is there when its mutation is, facets
//     when the field that has them is, and as these two hold nothing to inherit from, each of their leaves has a label.
//  5. An interface or union without a label is there when one of its possible types is. All its possible types must then be
//     visible ([Check] refuses otherwise), but for Node, whose resolver asks [Projection.Shows].
//  6. A field of Query or Subscription has a label or returns a type that has one by these rules; a field of Mutation has an act.
//  7. What no operation can reach is absent, and so are the labels themselves.
package access
