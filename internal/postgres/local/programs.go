package local

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version that has what the schema needs (views that run with the rights of who asks).
const oldest = 15

// programs are the server's programs of one version.
type programs struct {
	initdb, postgres string
	major            int
}

// findPrograms finds the server's programs: of the given major version, or when that is 0 the first that is new enough.
// dir is the only folder searched when it isn't empty.
func findPrograms(ctx context.Context, dir string, major int) (programs, error) {
	dirs := []string{dir}
	if dir == "" {
		dirs = programDirs(ctx)
	}
	var others []string
	for _, dir := range dirs {
		p, err := programsIn(ctx, dir)
		if ctx.Err() != nil {
			return programs{}, context.Cause(ctx)
		}
		if err != nil {
			continue
		}
		if p.major == major || major == 0 && p.major >= oldest {
			return p, nil
		}
		others = append(others, strconv.Itoa(p.major))
	}
	found := strings.Join(slices.Compact(others), ", ")
	switch {
	case found == "":
		return programs{}, errors.New("PostgreSQL's server programs (initdb, postgres) were not found: install them, " +
			"on Debian and Ubuntu with `apt-get install postgresql`")
	case major == 0:
		return programs{}, fmt.Errorf("PostgreSQL %d or newer is needed, but only version %s was found", oldest, found)
	default:
		return programs{}, fmt.Errorf("the data was made by PostgreSQL %d, but only version %s was found: "+
			"install `postgresql-%d`, or remove the data to begin anew", major, found, major)
	}
}

// programDirs are the folders where a machine may have the server's programs, the likeliest first. Some may not exist.
func programDirs(ctx context.Context) []string {
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		found, _ := filepath.Glob(pattern) // the patterns are well formed
		slices.SortFunc(found, func(a, b string) int { return number(b) - number(a) })
		dirs = append(dirs, found...)
	}
	dirs = append(dirs, "/usr/local/pgsql/bin", "/usr/local/bin")
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	return dirs
}

// number is the number in a path, 0 when there is none.
func number(path string) int {
	n, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(path)) // no number is 0
	return n
}

var versionText = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// programsIn are the programs in a folder. Both must be there: some packages bring only the clients.
func programsIn(ctx context.Context, dir string) (programs, error) {
	p := programs{initdb: filepath.Join(dir, "initdb"), postgres: filepath.Join(dir, "postgres")}
	for _, program := range []string{p.initdb, p.postgres} {
		if _, err := exec.LookPath(program); err != nil {
			return programs{}, err
		}
	}
	out, err := exec.CommandContext(ctx, p.postgres, "--version").Output()
	if err != nil {
		return programs{}, err
	}
	version := versionText.FindSubmatch(out)
	if version == nil {
		return programs{}, fmt.Errorf("%s tells no version", p.postgres)
	}
	p.major, err = strconv.Atoi(string(version[1]))
	return p, err
}
