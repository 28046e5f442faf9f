package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/graph/generated"
	"kobo/internal/access"
	"kobo/internal/audit"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/secret"
	"kobo/internal/viewer"
	"kobo/migrations"
)

// migrateCommand is kobo migrate.
type migrateCommand struct {
	databaseFlags
	Roles bool `help:"Make only the roles, which are the whole cluster's; needs a superuser."`
}

// Help says more than one line.
func (migrateCommand) Help() string {
	return "DATABASE_URL is the database as a superuser, or, where the roles are made, as its owner and a member of kobo_owner."
}

// Run migrates.
func (c *migrateCommand) Run(e *environment) error {
	var wrong misuse
	wrong.database("DATABASE_URL", c.Database, owner)
	if err := wrong.or(); err != nil {
		return err
	}
	if c.Roles {
		return migrations.Roles(e.ctx, c.Database)
	}
	return migrations.Up(e.ctx, c.Database)
}

// schemaCommand is kobo schema.
type schemaCommand struct {
	Rights []string `arg:"" name:"right" help:"Rights as in the grid: boligoversikt, or boligoversikt:read where only reading was granted."`
	Module []string `help:"The modules that are open; all when left out."`
}

// Help says more than one line.
func (schemaCommand) Help() string {
	return "The rights are the columns of internal/access/policy.csv: " + "boligoversikt, saksbehandling, bolig-api …"
}

// Run prints the projection.
func (c *schemaCommand) Run(e *environment) error {
	grid, err := access.Load()
	if err != nil {
		return err
	}
	var wrong misuse
	var grants []viewer.Grant
	for _, right := range c.Rights {
		name, only, limited := strings.Cut(right, ":")
		if !slices.Contains(grid.Rights(), name) || limited && only != "read" {
			wrong.add("there is no right %q; there are %s, each with :read after it or not", right, strings.Join(grid.Rights(), ", "))
			continue
		}
		grants = append(grants, viewer.Grant{Right: name, Write: !limited})
	}
	modules := c.Module
	if len(modules) == 0 {
		for _, m := range codelist.Module("").Values() {
			modules = append(modules, strings.ToLower(m))
		}
	}
	if err := wrong.or(); err != nil {
		return err
	}
	full := generated.NewExecutableSchema(generated.Config{}).Schema()
	p, err := access.Project(full, grid, grid.Bits(grants, modules))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.stdout, p.SDL())
	return err
}

// auditCommands are those about the log.
type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that no entry of the log was changed or removed since it was sealed."`
}

// auditVerifyCommand is kobo audit verify.
type auditVerifyCommand struct {
	databaseFlags
	keyFlags
	Anchors string `env:"KOBO_ANCHORS" placeholder:"FILE" help:"The heads of the log that were written outside the database."`
}

// Help says more than one line.
func (auditVerifyCommand) Help() string {
	return "DATABASE_URL is the database as its owner or a superuser, since the contents of entries are read. Exit code 1 when the log is not whole."
}

// Run verifies the whole log.
func (c *auditVerifyCommand) Run(e *environment) error {
	var wrong misuse
	wrong.database("DATABASE_URL", c.Database, owner)
	wrong.need("KOBO_ANCHORS", c.Anchors, "the file of heads that the worker writes")
	if !wrong.need("KOBO_KEYS", c.Keys, "the file with the keys") {
		return wrong
	}
	keys, err := secret.Open(c.Keys) // also a lab's: verifying reads only
	if err != nil {
		wrong.add("KOBO_KEYS: %v", err)
	}
	if err := wrong.or(); err != nil {
		return err
	}
	anchors, err := os.Open(c.Anchors)
	if err != nil {
		return fmt.Errorf("the anchors can't be read: %w", err)
	}
	defer anchors.Close()
	conn, err := connect(e.ctx, c.Database)
	if err != nil {
		return err
	}
	defer conn.Close(e.ctx)
	report, err := audit.Verify(e.ctx, conn, keys, anchors)
	if err != nil {
		return err
	}
	for _, fault := range report.Faults {
		fmt.Fprintln(e.stderr, "kobo:", fault)
	}
	fmt.Fprintf(e.stdout, "%d entries under %d seals; %d not sealed yet\n", report.Entries, report.Seals, report.Unsealed)
	if !report.Whole() {
		return errors.New("the log is not whole")
	}
	return nil
}

// keysCommands are those about keys.
type keysCommands struct {
	Create keysCreateCommand `cmd:"" help:"Make a file with new keys. An existing file is never touched."`
	Rotate keysRotateCommand `cmd:"" help:"Seal what comes with new keys; the old ones stay. Start all processes anew afterwards."`
}

// keysCreateCommand is kobo keys create.
type keysCreateCommand struct{ keyArgument }

// Run makes the file.
func (c *keysCreateCommand) Run(e *environment) error {
	return c.do(e, "made", func(path string) error { return secret.Create(path, false) })
}

// keysRotateCommand is kobo keys rotate.
type keysRotateCommand struct{ keyArgument }

// Run rotates.
func (c *keysRotateCommand) Run(e *environment) error { return c.do(e, "rotated", secret.Rotate) }

// keyArgument says where the keys are, or are to be.
type keyArgument struct {
	File string `arg:"" optional:"" env:"KOBO_KEYS" help:"The file with the keys ($KOBO_KEYS)."`
}

func (f *keyArgument) do(e *environment, done string, act func(path string) error) error {
	var wrong misuse
	if !wrong.need("KOBO_KEYS", f.File, "name the file with the keys") {
		return wrong
	}
	if err := act(f.File); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s: %s. Keep a copy of it apart from those of the database and the files.\n", f.File, done)
	return nil
}

// municipalityCommands are those about one municipality.
type municipalityCommands struct {
	Networks networksCommand `cmd:"" help:"List, add and remove the address ranges that a municipality's staff may come from."`
}

// networksCommand is kobo municipality networks: for when a range locked everyone out who could mend it.
type networksCommand struct {
	databaseFlags
	Number string   `arg:"" help:"The municipality's number, such as 3405."`
	Add    []string `placeholder:"CIDR" help:"A range to add, such as 10.20.0.0/16."`
	Remove []string `placeholder:"CIDR" help:"A range to remove, as it is listed."`
}

// Help says more than one line.
func (networksCommand) Help() string {
	return "DATABASE_URL is the database as a superuser or a member of kobo_owner. Without ranges staff may come from anywhere. Takes effect within ten seconds."
}

// Run changes the ranges in one transaction and prints those that are left.
func (c *networksCommand) Run(e *environment) error {
	var wrong misuse
	add := wrong.ranges("--add", c.Add)
	if err := wrong.or(); err != nil {
		return err
	}
	conn, err := connect(e.ctx, c.Database)
	if err != nil {
		return err
	}
	defer conn.Close(e.ctx)
	var left []string
	err = pgx.BeginFunc(e.ctx, conn, func(tx pgx.Tx) (err error) {
		left, err = changeNetworks(e, tx, c.Number, add, c.Remove)
		return err
	})
	if err != nil {
		return err
	}
	if len(left) == 0 {
		fmt.Fprintln(e.stdout, "no ranges: staff may come from anywhere")
	}
	for _, cidr := range left {
		fmt.Fprintln(e.stdout, cidr)
	}
	return nil
}

// ranges reads address ranges in their one canonical form.
func (m *misuse) ranges(flag string, texts []string) (all []string) {
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil || prefix.Bits() == 0 {
			m.add("%s: %q is not an address range such as 10.20.0.0/16", flag, text)
			continue
		}
		all = append(all, prefix.Masked().String())
	}
	return all
}

func changeNetworks(e *environment, tx pgx.Tx, number string, add, remove []string) (left []string, err error) {
	// The log names whoever runs this as the database's owner.
	if _, err := tx.Exec(e.ctx, "set local role kobo_owner"); err != nil {
		return nil, errors.New("the role in DATABASE_URL may not change this: give a superuser's, or a member's of kobo_owner")
	}
	var municipality entity.ID
	err = tx.QueryRow(e.ctx, "select id from municipality where number = $1", number).Scan(&municipality)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, misuse{fmt.Sprintf("no municipality %s uses Kobo", number)}
	}
	if err != nil {
		return nil, err
	}
	for _, cidr := range remove { // what is stored may be no range at all: that locks everyone out too
		tag, err := tx.Exec(e.ctx, "delete from network where municipality_id = $1 and cidr = $2", municipality, cidr)
		if err != nil {
			return nil, err
		}
		if tag.RowsAffected() == 0 {
			return nil, misuse{fmt.Sprintf("municipality %s has no range %s", number, cidr)}
		}
	}
	for _, cidr := range add {
		now := time.Now().UTC()
		if _, err := tx.Exec(e.ctx, `insert into network (id, municipality_id, cidr, name, recorded_at) values ($1, $2, $3, 'Lagt til på serveren', $4)
			on conflict (municipality_id, cidr) do nothing`, entity.New(entity.Network, now), municipality, cidr, now); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(e.ctx, "select cidr from network where municipality_id = $1 order by cidr", municipality)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
