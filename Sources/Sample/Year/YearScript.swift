/// `run-year.sh`: drops the phases of a world one by one, and drains each at its instant.
enum YearScript {
    static func text(_ phases: [SamplePhase]) -> String {
        let drains = phases.enumerated().map { index, phase in
            (index == 0 ? "" : "drop \(phase.folder)\n") + "drain \(phase.drainedAt)\n"
        }
        return """
            #!/bin/sh
            # Plays the year: each phase's files are dropped into inbox/ and drained at their instant.
            # 逐期投放批次并在相应时刻处理。VOUCHERD names the program where it is not on the PATH.
            #
            #     VOUCHERD=/usr/local/bin/voucherd ./run-year.sh
            set -eu
            cd "$(dirname "$0")"
            voucherd=${VOUCHERD:-voucherd}

            drop() {
                for file in "phases/$1"/*.zip; do
                    if [ -e "$file" ]; then cp "$file" inbox/; fi
                done
            }

            drain() {
                echo "== $1"
                "$voucherd" run --once --as-of "$1" --root . >> run-year.log
            }

            \(drains.joined())
            "$voucherd" export --canonical --root . > canonical.jsonl
            echo "canonical.jsonl: the decisions in force and the balances, to be held against expected.csv and balances.csv"

            """
    }
}
