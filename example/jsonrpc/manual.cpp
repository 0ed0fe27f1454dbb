// SPDX-License-Identifier: BSL-1.0
#include "manual.hpp"

#include <boost/program_options/value_semantic.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace tool {
namespace {

namespace po = boost::program_options;
using text = std::string;

constexpr const char* head = R"(Calls a JSON-RPC server.

  jsonrpc [OPTION...] URL METHOD [ARGUMENT...]   one call
  jsonrpc [OPTION...] URL --batch FILE           the calls in FILE as one batch
  jsonrpc [OPTION...] URL --lines FILE           the calls in FILE, each a message of its own, many in flight
  jsonrpc [OPTION...] URL --listen [METHOD ...]  what the server sends by itself, behind the result of a call of METHOD
  jsonrpc [OPTION...] URL --bench METHOD [ARGUMENT...]
                                                 load: calls per second, and how long they take

URL: http://host[:port][/path], ws://host[:port][/path], tcp://host:port or unix:///path; and https, wss and tls, which
are http, ws and tcp over TLS; and exec:COMMAND, such as exec:'clangd --log=error', a process that is started and spoken
to on its standard input and output: words and quotes are those of a shell, but none runs, and its standard error
passes through. FILE: - is standard input.

ARGUMENT: a JSON text if it is one (2, -3, '{"a": "b=c"}'), else name=ARGUMENT up to the first =, else a string.
  jsonrpc http://localhost:8000 subtract 5 -3
  jsonrpc http://localhost:8000 cat name=Yoko
Options may stand anywhere. What looks like a number is never an option, and -- ends them.

A line of FILE is a JSON-RPC request object, sent as it is (without id it is a notification), or METHOD
[ARGUMENT...], where a JSON text may hold blanks and single quotes group; ! before METHOD makes a notification.

)";

constexpr const char* tail = R"(
--listen prints one line for each message that answers no call: notifications and requests as they came, and what is no
JSON-RPC with blanks for line ends and the like. METHOD is called first, to subscribe for example, and its result printed
first; if it is refused, that is the end. A connection that is lost is made again, and METHOD called again, which is said
on standard error. Over HTTP what comes beside the answer to METHOD is printed as it comes, and the answer, behind it,
is the end; the server may have to be told -H 'Accept: application/json, text/event-stream'. SIGINT and SIGTERM end it
in good order.
  jsonrpc ws://localhost:8000 --listen subscribe news --count 10

--bench warms up with a tenth of the load, for a second at most, and goes on until -N calls have begun or --duration is
over; those that have begun are waited for. It prints how many were answered per second, how long that took them, as
quantiles and as a histogram, and the errors by their kinds. An example of each kind goes to standard error.
  jsonrpc tcp://localhost:4000 --bench add 1 2 --in-flight 10 -N 100000

On a terminal --lines and --bench show how far they are. Interrupted, they print what has come and say how far they
came; a request that has no answer then is missing for the reason "interrupted".

-u, --bearer, -H and --params take @FILE for what stands in this file; @- is standard input. Without -u and --bearer
who calls is taken from the environment: from JSONRPC_USER, which holds USER:PASSWORD, or from JSONRPC_BEARER, a token.
With NO_COLOR in the environment nothing is coloured, which is otherwise so on a terminal. The variables http_proxy,
https_proxy and no_proxy are read as curl reads them.

What no option says is taken from .jsonrpcclientrc in the current directory, then from that in the home directory:
lines such as "timeout = 5s" or "header.X-Api = 1", whose keys are the names of the library's options.

Standard output: the result of a call; for --batch and --lines one line for each request that has an id, in the order
of the requests: its response object, or {"missing":true,"id":...,"reason":"..."} where no answer came; for --listen one
line for each message; for --bench lines of "name: value".
Standard error: what went wrong; an error object of the server stands behind "error: ".

Exit status: 0 all calls have results; 1 an answer is an error object; 2 usage, an unreadable file, a line that is no
call, a bad configuration; 3 no answer because of the network, TLS, the HTTP status or a broken answer; 4 timed out;
130 interrupted (SIGINT); 143 terminated (SIGTERM). Of several the largest trouble wins: 3, then 4, then 2, then 1.
)";

} // namespace

po::options_description described_options()
{
    po::options_description known("Options", 119, 80);
    // clang-format off
    known.add_options()
        ("notify,n", po::bool_switch(), "send a notification: no answer, nothing printed")
        ("batch", po::value<text>()->value_name("FILE"), "the calls in FILE as one batch")
        ("lines", po::value<text>()->value_name("FILE"), "the calls in FILE, each sent when its line has been read")
        ("in-flight", po::value<text>()->value_name("N"), "with --lines, --bench: how many at once (64)")
        ("listen", po::bool_switch(), "print what the server sends by itself, until it is interrupted")
        ("count", po::value<text>()->value_name("N"), "with --listen: end when so many messages are printed")
        ("no-reconnect", po::bool_switch(), "with --listen: end with status 3 when the connection is lost")
        ("answer", po::value<std::vector<text>>()->composing()->value_name("METHOD=JSON"),
         "answer the server's requests of this method; may be repeated. Any other is answered with error -32601")
        ("bench", po::bool_switch(), "call METHOD again and again, and print calls per second and latencies")
        ("calls,N", po::value<text>()->value_name("COUNT"), "with --bench: end after so many calls")
        ("duration", po::value<text>()->value_name("DURATION"),
         "with --bench: end after this time (10s, unless -N is given)")
        ("params", po::value<text>()->value_name("JSON"), "the whole params, an array or an object, or @FILE")
        ("id", po::value<text>()->value_name("JSON"), "the id, an integer or a string in quotes")
        ("id-generator", po::value<text>()->value_name("NAME"), "decimal (default), hexadecimal, random or uuid")
        ("rpc-version", po::value<text>()->value_name("VERSION"), "of JSON-RPC: 2.0 (default) or 1.0")
        ("timeout,t", po::value<text>()->value_name("DURATION"), "of each call: 500ms, 5s, 1m (30s)")
        ("framing", po::value<text>()->value_name("NAME"),
         "tcp, tls, unix, exec: newline (default), delimiter:0x1e, content-length, length-prefix, netstring or bare")
        ("header,H", po::value<std::vector<text>>()->composing()->value_name("'Name: value'"),
         "HTTP, and the upgrade to WebSocket: a header, or @FILE with a header on each line; may be repeated")
        ("user,u", po::value<text>()->value_name("USER:PASSWORD"),
         "HTTP, and the upgrade to WebSocket: who calls, by Basic, or @FILE; without a colon the password is empty")
        ("digest", po::bool_switch(), "with -u: by Digest, which does not send the password")
        ("bearer", po::value<text>()->value_name("TOKEN"),
         "HTTP, and the upgrade to WebSocket: who calls, by a token, or @FILE")
        ("subprotocol", po::value<text>()->value_name("NAME"), "WebSocket: the subprotocol to ask for")
        ("unix-socket", po::value<text>()->value_name("PATH"),
         "HTTP, WebSocket: connect to this socket, not to the URL's host")
        ("proxy", po::value<text>()->value_name("URL"),
         "HTTP, WebSocket: go through http://[USER:PASSWORD@]HOST[:PORT], not the environment's; '' is none")
        ("max-redirects", po::value<text>()->value_name("N"),
         "HTTP: follow so many redirects of a call with status 307 or 308 (5), and of no other status")
        ("insecure,k", po::bool_switch(), "TLS: take whatever certificate the server shows")
        ("cacert", po::value<text>()->value_name("FILE"),
         "TLS: trust the authorities in this file or directory (PEM), not the system's")
        ("cert", po::value<text>()->value_name("FILE"), "TLS: the certificate to show to the server (PEM)")
        ("key", po::value<text>()->value_name("FILE"), "TLS: its private key (PEM), unless it stands in the same file")
        ("no-validate", po::bool_switch(), "take answers that break the rules of JSON-RPC")
        ("lenient-ids", po::bool_switch(), "take an answer with id \"1\" for 1, and the reverse")
        ("full", po::bool_switch(), "print the whole response object instead of its result")
        ("compact,c", po::bool_switch(), "print on one line; with --bench: JSON")
        ("verbose,v", po::bool_switch(), "show the messages on standard error: --> ..., <-- ... (200 OK)")
        ("trim", po::bool_switch(), "shorten long strings and arrays in what -v shows")
        ("no-config", po::bool_switch(), "read no .jsonrpcclientrc")
        ("stats", po::bool_switch(), "show the client's counters at the end, on standard error")
        ("help,h", po::bool_switch(), "print this and end")
        ("version,V", po::bool_switch(), "print the version and end");
    // clang-format on
    return known;
}

void print_manual() { std::cout << head << described_options() << tail; }

} // namespace tool
