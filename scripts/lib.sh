# Shared by the scripts of this folder: what the machine must have, and a private PostgreSQL.
# Sourced, never run. Works as root and as an ordinary user.

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# Where PostgreSQL's own programs are (initdb, pg_ctl, pgbench are not on PATH on Debian).
postgres_bindir() {
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    if [ -n "$newest" ] && [ -x "$newest/initdb" ]; then printf '%s' "$newest"; return 0; fi
    if command -v initdb >/dev/null 2>&1; then dirname "$(command -v initdb)"; return 0; fi
    return 1
}

# Installs Debian packages by name, as root or through sudo.
install_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "these Debian packages are missing: $*. Install them as root, then run this again."
        as_root=(sudo)
    fi
    say "installing: $*"
    # A server package would otherwise create and start a system-wide cluster, which nobody asked for.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        "${as_root[@]}" mkdir -p /etc/postgresql-common
        printf 'create_main_cluster = false\n' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    "${as_root[@]}" apt-get update -qq >/dev/null || die "apt-get update failed"
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@" >/dev/null || die "could not install: $*"
}

# ensure_packages [with-server] [with-browser]: installs what building and testing need and the machine does not have.
ensure_packages() {
    local missing=()
    [ -e /usr/include/postgresql/libpq-fe.h ] || missing+=(libpq-dev)
    command -v pkg-config >/dev/null 2>&1 || missing+=(pkg-config)
    command -v curl >/dev/null 2>&1 || missing+=(curl)
    command -v openssl >/dev/null 2>&1 || missing+=(openssl)
    case " $* " in *" with-server "*) postgres_bindir >/dev/null || missing+=(postgresql) ;;
        *) [ -n "${DATABASE_URL:-}" ] || postgres_bindir >/dev/null || missing+=(postgresql) ;;
    esac
    case " $* " in *" with-browser "*)
        command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing+=(chromium) ;;
    esac
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    command -v swift >/dev/null 2>&1 || die "Swift 6.2 or newer is needed on PATH: https://www.swift.org/install"
}

# Installs what sockets are measured beside: nginx with nchan. No service of it is left running.
ensure_nchan() {
    [ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] && [ -x /usr/sbin/nginx ] && return 0
    install_packages nginx-light libnginx-mod-nchan
    # The package starts a server of its own, which nobody asked for.
    if [ "$(id -u)" -eq 0 ]; then service nginx stop >/dev/null 2>&1 || true; else sudo service nginx stop >/dev/null 2>&1 || true; fi
}

# The user a private server runs as: initdb refuses root.
server_user() {
    if [ "$(id -u)" -ne 0 ]; then id -un; return; fi
    id postgres >/dev/null 2>&1 && { printf postgres; return; }
    printf nobody
}

as_server_user() {
    if [ "$(id -u)" -ne 0 ]; then "$@"; else (cd / && setpriv --reuid="$(server_user)" --regid="$(id -g "$(server_user)")" --init-groups "$@"); fi
}

# start_postgres DIRECTORY [extra server options…]: creates it on the first call, starts it, waits for it.
# It listens on a socket in DIRECTORY only, which nobody but its user and root may open: it asks for no password, and
# whoever reaches it may do everything that user may. Prints its URL.
start_postgres() {
    local directory=$1 bin
    shift
    bin=$(postgres_bindir) || die "PostgreSQL's server programs are missing"
    [ ${#directory} -le 80 ] || die "the path of the database directory is too long for a Unix socket: $directory"
    if [ ! -e "$directory/data/PG_VERSION" ]; then
        mkdir -p "$directory"
        [ "$(id -u)" -ne 0 ] || chown "$(server_user)" "$directory"
        as_server_user "$bin/initdb" -D "$directory/data" -U concierge -A trust -E UTF8 --locale=C.UTF-8 >"$directory/initdb.log" 2>&1 \
            || { cat "$directory/initdb.log" >&2; die "initdb failed"; }
    fi
    if ! as_server_user "$bin/pg_ctl" -D "$directory/data" status >/dev/null 2>&1; then
        as_server_user "$bin/pg_ctl" -D "$directory/data" -w -t 60 -l "$directory/server.log" \
            -o "-k $directory -c unix_socket_permissions=0700 -c listen_addresses='' -c max_connections=300 $*" start >/dev/null \
            || { tail -n 20 "$directory/server.log" >&2; die "PostgreSQL did not start"; }
    fi
    printf 'postgresql://concierge@/postgres?host=%s' "$directory"
}

# stop_postgres DIRECTORY
stop_postgres() {
    local directory=$1 bin
    bin=$(postgres_bindir) || return 0
    as_server_user "$bin/pg_ctl" -D "$directory/data" -w -m fast stop >/dev/null 2>&1 || true
}
