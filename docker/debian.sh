# shellcheck shell=bash
# Debian packages of another suite, without touching the machine's own apt state. Sourced by other scripts.
#
#   debian_stanza SUITE             one deb822 stanza: the machine's own Debian archive, with that suite
#   private_apt   DIR TOOL ARGS…    apt-get or apt-cache with DIR/sources.sources as the only source
#   private_apt_update DIR SUITE    writes that source and reads the suite's package lists

# The machine's source files, one-line and deb822 alike, as deb822 paragraphs. Comments and switched-off entries are left out.
_debian_paragraphs() {
    local dir=${APT_CONFIG_DIR:-/etc/apt} file
    for file in "$dir"/sources.list.d/*.sources; do
        [ -r "$file" ] && { grep -v '^#' "$file"; echo; }
    done
    for file in "$dir"/sources.list "$dir"/sources.list.d/*.list; do
        [ -r "$file" ] || continue
        awk '
            $1 != "deb" { next }
            {
                signed = ""; line = $0; sub(/[ \t]*#.*/, "", line); sub(/^[ \t]*deb[ \t]+/, "", line)
                if (match(line, /^\[[^]]*\][ \t]*/)) {
                    count = split(substr(line, 2, RLENGTH - 2), option, /[] \t]+/)
                    for (i = 1; i <= count; i++) if (option[i] ~ /^signed-by=/) signed = substr(option[i], 11)
                    line = substr(line, RLENGTH + 1)
                }
                count = split(line, word, /[ \t]+/); parts = ""
                for (i = 3; i <= count; i++) parts = parts " " word[i]
                printf "Types: deb\nURIs: %s\nSuites: %s\nComponents:%s\n", word[1], word[2], parts
                if (signed != "") { gsub(/,/, " ", signed); printf "Signed-By: %s\n", signed }
                print ""
            }' "$file"
    done
}

debian_stanza() {
    local suite=$1 codename stanza
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-none}")
    stanza=$(_debian_paragraphs | awk -v RS= -v codename="$codename" -v suite="$suite" '
        function field(name,   i) {
            for (i = 1; i <= NF; i++) if (index(tolower($i), name ":") == 1) return " " substr($i, length(name) + 2) " "
            return ""
        }
        BEGIN { FS = "\n"; known = " (stable|testing|unstable|sid|" codename ") " }
        tolower(field("enabled")) ~ / no / || field("types") !~ / deb / { next }
        field("uris") ~ /security/ || field("components") !~ / main / || field("suites") !~ known { next }
        {
            for (i = 1; i <= NF; i++) {
                key = tolower($i); sub(/:.*/, "", key)
                if (key == "types") print "Types: deb"
                else if (key == "suites") print "Suites: " suite
                else if (key == "components") print "Components: main"
                else print $i
            }
            exit
        }')
    [ -n "$stanza" ] && printf '%s\n' "$stanza"
}

# The Release file of a mirror may be older than its own validity says, and the clock of a new machine may be off;
# signatures are checked all the same.
private_apt() {
    local dir=$1 tool=$2
    shift 2
    "$tool" -q -o "Dir::Etc::sourcelist=$dir/sources.sources" -o Dir::Etc::sourceparts=/dev/null \
        -o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o "APT::Sandbox::User=$(id -un)" \
        -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false -o Acquire::Languages=none "$@"
}

private_apt_update() {
    local dir=$1 suite=$2
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    debian_stanza "$suite" >"$dir/sources.sources" || {
        echo "No Debian archive among this machine's apt sources (/etc/apt)." >&2
        return 1
    }
    private_apt "$dir" apt-get update >"$dir/update.log" 2>&1 || {
        cat "$dir/update.log" >&2
        return 1
    }
}
