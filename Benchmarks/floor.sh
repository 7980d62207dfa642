#!/usr/bin/env bash
# The least that any program must do with an inbox: inflate and hash every byte, and put every row into SQLite in one transaction.
#
#   floor.sh INBOX EMPTY-FOLDER
set -euo pipefail
inbox=$1
work=$2

for zip in "$inbox"/*.zip; do
    folder=$work/$(basename "$zip" .zip)
    mkdir -p "$folder"
    bsdtar -xf "$zip" -C "$folder" --strip-components 1
done
find "$work" -type f -print0 | xargs -0 sha256sum >"$work/digests"

{
    echo "PRAGMA journal_mode = WAL;"
    echo "PRAGMA synchronous = FULL;"
    echo "BEGIN;"
    for table in "$work"/*/data/records/*.csv; do
        name=$(basename "$table" .csv)
        echo "CREATE TABLE IF NOT EXISTS $name ($(head -n 1 "$table" | tr -d '\r'));"
        echo ".import --csv --skip 1 '$table' $name"
    done
    echo "COMMIT;"
} | sqlite3 "$work/floor.sqlite" >/dev/null
