// Package synthetic makes a synthetic Norway as plain Go values: municipalities with their stock of dwellings, tenancies with
// history, the people who live there and those who work there, and what the national registers know of them. The same seed,
// profile and day give the same values, so that the database and the simulators of the national services agree.
//
// Names and numbers of municipalities are real (the division of 2024); every figure, person, street and organisation is
// invented. Whatever is put out from here is to be marked [Mark]. The package must not know the database, the graph, or the
// protocols of the national services.
package synthetic

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"time"
)

// Mark stands on everything the lab puts out, since real municipality names carry invented figures.
const Mark = "SYNTETISK"

// Profile says how much of Norway is made.
type Profile string

// The profiles. A municipality that is in several of them is the same in each.
const (
	// Small is Krokvik and Barlind, both fictitious: 835 dwellings.
	Small Profile = "small"
	// Default is Krokvik, Barlind, Oslo with its city districts, Lillehammer and Kautokeino.
	Default Profile = "default"
	// National is Krokvik, Barlind and the 357 real municipalities: 116 000 dwellings in stock.
	National Profile = "national"
)

// Profiles are all profiles, the smallest first.
var Profiles = []Profile{Small, Default, National}

// NationalDwellings is how many dwellings are in stock in the profile [National]; those sold are not among them.
const NationalDwellings = 116_000

// earliest is the first day the world can be made for: the seeds' picture of Barlind shows a dwelling ready from
// 11 August 2022, which must be in the past.
var earliest = date(2022, time.October, 1)

// Config says which Norway to make.
type Config struct {
	Seed    uint64
	Profile Profile
	// Today is the day the world is made for; the time of day is ignored. Dates of tenancies, notices and plans are relative
	// to it. It can't be before 1 October 2022.
	Today time.Time
}

// Norway is a synthetic country. It is safe for concurrent use: nothing in it changes, and each municipality's stock is made
// anew when asked for.
type Norway struct {
	seed    uint64
	profile Profile
	today   time.Time

	// Municipalities are those of the profile, Krokvik and Barlind first, then by number.
	Municipalities []Municipality

	// owners says which persons' numbers belong to which municipality; see people.
	owners map[string]span
}

// New makes a country. The error says which setting is not valid.
func New(c Config) (*Norway, error) {
	n := &Norway{seed: c.Seed, profile: c.Profile, today: date(c.Today.Date())}
	if n.today.Before(earliest) {
		return nil, fmt.Errorf("today is %s, the earliest day is %s", n.today.Format(time.DateOnly), earliest.Format(time.DateOnly))
	}
	all, err := municipalities(n.random("municipalities"))
	if err != nil {
		return nil, err
	}
	n.owners = owners(all)
	for _, m := range all {
		if m.in(c.Profile) {
			n.Municipalities = append(n.Municipalities, m)
		}
	}
	if len(n.Municipalities) == 0 {
		return nil, fmt.Errorf("no profile %q; there are %v", c.Profile, Profiles)
	}
	return n, nil
}

// Today returns the day the country is made for, midnight UTC.
func (n *Norway) Today() time.Time { return n.today }

// Profile returns the profile the country is made from.
func (n *Norway) Profile() Profile { return n.profile }

// Random returns an endless reproducible source of random bytes for the label, for ids of what is made here
// (entity.NewFrom). The same seed and label give the same bytes.
func (n *Norway) Random(label string) io.Reader {
	var key [32]byte
	r := n.random(label)
	for i := range key {
		key[i] = byte(r.Uint32())
	}
	return rand.NewChaCha8(key)
}

// random returns a source of its own for the label, so that what is made for one label never shifts another.
func (n *Norway) random(label string) random {
	h := fnv.New64a()
	_, _ = io.WriteString(h, label) // never fails (hash)
	return random{rand.New(rand.NewPCG(n.seed, h.Sum64()))}
}

// random is a source of randomness with the draws that the generator needs.
type random struct{ *rand.Rand }

// chance is true with probability p.
func (r random) chance(p float64) bool { return r.Float64() < p }

// between returns a whole number from lo to hi, both included.
func (r random) between(lo, hi int) int { return lo + r.IntN(hi-lo+1) }

// exp returns a whole number of an exponential distribution with the mean.
func (r random) exp(mean float64) int { return int(r.ExpFloat64() * mean) }

// weighted returns the index of one of the weights, each as likely as its weight.
func (r random) weighted(weights ...float64) int {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	x := r.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// pick returns one of the values, each equally likely.
func pick[T any](r random, values []T) T { return values[r.IntN(len(values))] }

// date returns midnight UTC of the day.
func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// addDays returns the day that many days later.
func addDays(t time.Time, days int) time.Time { return t.AddDate(0, 0, days) }

// daysBetween returns how many days b is after a.
func daysBetween(a, b time.Time) int { return int(b.Sub(a) / (24 * time.Hour)) }
