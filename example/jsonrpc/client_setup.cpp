// SPDX-License-Identifier: BSL-1.0
#include "client_setup.hpp"

#include "arguments.hpp"
#include "files.hpp"
#include "secrets.hpp"

#include <jsonrpcclient/error.hpp>

#include <algorithm>
#include <functional>
#include <limits>

namespace tool {
namespace {

using text = std::string;

constexpr std::size_t longest_file_of_headers = 1 << 20;

// Where the library reads the value as the command line has it.
void set_text(options& made, const command_line& given, const char* name, const char* of_library)
{
    if (auto* value = given.text(name))
        set(made, of_library, given.typed(name), [&] { made.client.set(of_library, *value); });
}

// A header may be a secret: none of it is shown, but for a name that is one.
void add_header(options& made, std::string_view header, const text& typed)
{
    auto colon = header.find(':');
    if (colon == header.npos || header.find_first_of(" \t") < colon)
        throw usage_error(typed + ": a header has the form 'Name: value'");
    auto value = header.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t\r") + 1);
    set(made, "header", typed, [&] { made.client.header(header.substr(0, colon), value); });
}

// As curl has it, @FILE stands for the lines of a file.
void add_headers(options& made, const text& word, const text& typed)
{
    if (!word.starts_with('@'))
        return add_header(made, word, typed);
    auto lines = text_of_file(word.substr(1), longest_file_of_headers);
    for (std::string_view rest = lines; !rest.empty();)
    {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.find_first_not_of(" \t\r") != line.npos)
            add_header(made, line, typed);
    }
}

// Somebody stands in front of the host.
bool names_user(std::string_view url)
{
    auto begin = url.find("://");
    auto authority = begin == url.npos ? std::string_view() : url.substr(begin + 3);
    return authority.substr(0, authority.find_first_of("/?#")).find('@') != authority.npos;
}

// Who calls. A header Authorization wins, as with curl.
void set_identity(options& made, const command_line& given)
{
    auto found = identity_of(given);
    bool is_typed = given.has("user") || given.has("bearer");
    if (given.has("digest") && !found.user)
        throw usage_error("--digest needs -u USER:PASSWORD");
    // The environment is for every URL, and what the URL says for this one.
    if (!is_typed && names_user(made.url))
        found = identity();
    if (auto& user = found.user)
    {
        auto* scheme = given.has("digest") ? "digest_auth" : "basic_auth";
        // A name alone has an empty password.
        auto pair = user->value.find(':') == text::npos ? user->value + ":" : user->value;
        set(made, scheme, user->name, [&] { made.client.set(scheme, pair); });
    }
    if (auto& token = found.token)
        set(made, "bearer", token->name, [&] { made.client.set("bearer", token->value); });
    for (auto& header : given.texts("header"))
        add_headers(made, header, given.typed("header"));
}

void set_certificates(options& made, const command_line& given)
{
    if (given.has("insecure") && given.has("cacert"))
        given.exclude_each_other("insecure", "cacert");
    auto* certificate = given.text("cert");
    auto* key = given.text("key");
    if (key && !certificate)
        throw usage_error("--key needs --cert, the certificate that the key belongs to");
    if (key && key->empty())
        throw usage_error("--key must name a file");
    if (given.has("insecure"))
        made.client.verify(false);
    // Read as text, "no" would be no file, and a comma would end a name.
    if (auto* authorities = given.text("cacert"))
        set(made, "verify", "--cacert", [&] { made.client.verify(*authorities); });
    if (certificate)
        set(made, "cert", "--cert", [&] { made.client.cert(*certificate, key ? *key : text()); });
}

} // namespace

void set(options& made, const text& of_library, const text& typed, const std::function<void()>& set_it)
{
    made.typed[of_library] = typed;
    try
    {
        set_it();
    }
    catch (const rpc::client_error& error)
    {
        auto why = made.as_typed(error.what());
        throw usage_error(why.starts_with(typed) ? why : typed + ": " + why);
    }
}

void set_client(options& made, const command_line& given)
{
    set_text(made, given, "timeout", "timeout");
    set_text(made, given, "id-generator", "id_generator");
    set_text(made, given, "rpc-version", "protocol_version");
    set_text(made, given, "proxy", "proxy");
    set_text(made, given, "max-redirects", "max_redirects");
    set_text(made, given, "unix-socket", "unix_socket");
    set_text(made, given, "framing", "framing");
    set_text(made, given, "subprotocol", "subprotocol");
    set_identity(made, given);
    set_certificates(made, given);
    if (given.has("no-validate"))
        made.client.validate_against_schema(false);
    if (given.has("lenient-ids"))
        made.client.lenient_ids(true);
    if (given.has("verbose"))
        made.client.basic_logging();
    if (given.has("trim"))
        made.client.trim_log_values();
    if (given.has("no-config"))
        made.client.no_config_files();
    if (made.form == form::lines || made.form == form::bench)
    {
        // Whatever a file says: what is in flight is limited here, and over HTTP each has its own connection.
        made.client.max_connections(made.in_flight).max_in_flight(made.in_flight);
        made.client.max_queued_bytes(std::numeric_limits<std::size_t>::max());
    }
    if (made.form == form::listen)
        made.client.trim_log_values(false);
    if (!made.reconnects)
        made.client.reconnect(rpc::backoff::none());
}

} // namespace tool
