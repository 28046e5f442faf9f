package intake

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kobo/internal/lab/synthetic"
)

func cpu(w *town) (pg, me float64) {
	for _, pid := range w.rows("select pid from pg_stat_activity where datname = current_database()") {
		b, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			continue
		}
		f := strings.Fields(string(b[strings.LastIndex(string(b), ")")+2:]))
		u, _ := strconv.Atoi(f[11])
		s, _ := strconv.Atoi(f[12])
		pg += float64(u+s) / 100
	}
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return pg, float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

func TestExplain(t *testing.T) {
	if os.Getenv("EXPLAIN") == "" {
		t.Skip()
	}
	w := newTown(t)
	ctx := w.keeper()
	n, stock := country(t)
	w.exec("update municipality set number = $1", stock.Municipality.Number)
	rows := manyRows(n, stock, 20000)
	f := w.upload(ctx, w.unit, synthetic.Latin1(rows))
	step := func(what string, do func()) {
		p0, m0 := cpu(w)
		start := time.Now()
		do()
		p1, m1 := cpu(w)
		fmt.Printf("%s: wall %v, cpu pg %.2f go %.2f\n", what, time.Since(start).Round(time.Millisecond), p1-p0, m1-m0)
	}
	id, err := w.people.Create(ctx, f)
	w.must(err)
	step("preview", func() { id, err = w.people.Create(ctx, f); w.must(err) })
	w.must(w.people.Apply(ctx, id, w.version(id)))
	step("apply", func() { w.work(nil) })
	fmt.Println(w.rows("select state, count(*) from import_row where import_id = $1 group by 1", id))
	again := id
	step("same", func() { again, err = w.people.Create(ctx, f); w.must(err) })
	fmt.Println(w.rows("select state, count(*) from import_row where import_id = $1 group by 1", again))
	step("undo", func() { w.must(w.people.Undo(ctx, id, w.version(id))); w.work(nil) })
}
