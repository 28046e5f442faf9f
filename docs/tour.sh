#!/usr/bin/env bash
# Writes docs/tour.md anew: starts a lab of its own with the small country, takes the tour of it, and stops it.
# Needs bin/kobo; `make tour` builds it. KOBO names another one.
set -euo pipefail
cd "$(dirname "$0")/.."
kobo=$(realpath "${KOBO:-bin/kobo}")

dir=$(mktemp -d)
chmod 711 "$dir" # the database's user must get through
lab=
stop() {
	if [[ -n $lab ]]; then
		kill "$lab" 2>/dev/null || true
		wait "$lab" || true
	fi
	rm -rf "$dir"
}
trap stop EXIT

"$kobo" lab --profile small --data "$dir/lab" --addr 127.0.0.1:0 >"$dir/said" 2>&1 &
lab=$!
until [[ -e $dir/lab/lab.json ]]; do # it is there when the lab is ready
	if ! kill -0 "$lab" 2>/dev/null; then
		cat "$dir/said" >&2
		exit 1
	fi
	sleep 0.1
done

export DATABASE_URL="postgres://postgres@/kobo?host=$dir/lab/postgres/socket&port=5432"
export KOBO_KEYS=$dir/lab/keys.json KOBO_ANCHORS=$dir/lab/anchors.jsonl
go run ./internal/lab/tour --data "$dir/lab" --kobo "$kobo" >"$dir/tour.md"
mv "$dir/tour.md" docs/tour.md
echo "docs/tour.md is written"
