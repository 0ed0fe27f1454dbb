# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# ovsdb-server, the database of Open vSwitch, in C (RFC 7047): JSON-RPC 1.0, whose messages follow each other bare, on a
# unix socket, TCP, and TLS with a client's certificate. It asks whether a client that is silent still lives; on the port
# of OVSDB_IMPATIENT after a second, the shortest time that it knows, and ends the connection after another.

ovsdb_install() { have ovsdb-server || unpack openvswitch-common; }

ovsdb_installed() { have ovsdb-server && have ovsdb-tool; }

ovsdb_start() {
    local tcp tls impatient libraries
    certificates || return
    choose_ports tcp tls impatient
    libraries=$(libraries_of ovsdb-tool)
    rm -f "$state/db"
    log=$state/ovsdb.log
    ovsdb_schema >"$state/schema" &&
        LD_LIBRARY_PATH=$libraries ovsdb-tool create "$state/db" "$state/schema" >"$log" 2>&1 &&
        LD_LIBRARY_PATH=$libraries ovsdb-tool transact "$state/db" "$(ovsdb_remote "$impatient")" >"$log" 2>&1 || return
    OVS_RUNDIR=$state spawn ovsdb ovsdb-server "$state/db" --unixctl="$state/control" --remote="punix:$state/ovsdb" \
        --remote="ptcp:$tcp:127.0.0.1" --remote="pssl:$tls:127.0.0.1" --remote=db:Test,Server,remotes \
        --private-key="$PEER_CERTS/server.key" --certificate="$PEER_CERTS/server.pem" --ca-cert="$PEER_CERTS/ca.pem"
    listening "$state/ovsdb" "$tcp" "$tls" "$impatient" || return
    export OVSDB_UNIX=unix://$state/ovsdb OVSDB_TCP=tcp://127.0.0.1:$tcp OVSDB_TLS=tls://localhost:$tls
    export OVSDB_IMPATIENT=tcp://127.0.0.1:$impatient OVSDB_LOG=$log
}

# Items for the test, and where the server listens beside what its command line says.
ovsdb_schema() {
    cat <<'END'
{"name": "Test", "version": "1.0.0", "tables": {
  "Item": {"isRoot": true, "columns": {"name": {"type": "string"}, "number": {"type": "integer"}}},
  "Server": {"isRoot": true, "columns": {"remotes": {"type": {"key": {"type": "uuid", "refTable": "Remote"}}}}},
  "Remote": {"columns": {"target": {"type": "string"}, "inactivity_probe": {"type": "integer"}}}}}
END
}

ovsdb_remote() {   # ovsdb_remote PORT
    cat <<END
["Test",
 {"op": "insert", "table": "Remote", "uuid-name": "impatient",
  "row": {"target": "ptcp:$1:127.0.0.1", "inactivity_probe": 1000}},
 {"op": "insert", "table": "Server", "row": {"remotes": ["named-uuid", "impatient"]}}]
END
}
