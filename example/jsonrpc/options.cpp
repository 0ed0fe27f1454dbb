// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "arguments.hpp"
#include "command_line.hpp"
#include "manual.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iostream>
#include <limits>

namespace tool {
namespace {

using text = std::string;

[[noreturn]] void exclude_each_other(const command_line& given, const char* left, const char* right)
{
    throw usage_error(given.typed(left) + " and " + given.typed(right) + " exclude each other");
}

// The form, and the options that it does not have.
form form_of(const command_line& given)
{
    const char* chosen = nullptr;
    for (auto name : {"notify", "batch", "lines", "listen"})
        if (given.has(name))
        {
            if (chosen)
                exclude_each_other(given, chosen, name);
            chosen = name;
        }
    auto refuse = [&](const char* name, bool is_refused)
    {
        if (is_refused && given.has(name))
            throw usage_error(given.typed(name) + " has no meaning " +
                              (chosen ? "with " + given.typed(chosen) : text("with one call")));
    };
    auto made = !chosen                    ? form::call
                : chosen == text("batch")  ? form::batch
                : chosen == text("lines")  ? form::lines
                : chosen == text("listen") ? form::listen
                                           : form::notification;
    refuse("params", made == form::batch || made == form::lines);
    refuse("id", made != form::call && made != form::listen);
    refuse("in-flight", made != form::lines);
    refuse("count", made != form::listen);
    refuse("no-reconnect", made != form::listen);
    // What is printed is what log handlers are told.
    refuse("trim", made == form::listen);
    return made;
}

std::size_t parse_count(const text& word, const text& typed)
{
    std::size_t count = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (error != std::errc() || end != word.data() + word.size() || count == 0)
        throw usage_error(typed + ": \"" + word + "\" is no number from 1 on");
    return count;
}

// Sets an option of the library. What that says of its option is said of the one that was typed.
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
    value = value.substr(0, value.find_last_not_of(" \t") + 1);
    set(made, "header", typed, [&] { made.client.header(header.substr(0, colon), value); });
}

// Who calls. A header Authorization wins, as with curl.
void set_identity(options& made, const command_line& given)
{
    if (given.has("digest") && !given.has("user"))
        throw usage_error("--digest needs -u USER:PASSWORD");
    if (given.has("user") && given.has("bearer"))
        exclude_each_other(given, "user", "bearer");
    if (auto* user = given.text("user"))
    {
        auto* scheme = given.has("digest") ? "digest_auth" : "basic_auth";
        // A name alone has an empty password.
        auto pair = user->find(':') == user->npos ? *user + ":" : *user;
        set(made, scheme, given.typed("user"), [&] { made.client.set(scheme, pair); });
    }
    set_text(made, given, "bearer", "bearer");
    for (auto& header : given.texts("header"))
        add_header(made, header, given.typed("header"));
}

void set_certificates(options& made, const command_line& given)
{
    if (given.has("insecure") && given.has("cacert"))
        exclude_each_other(given, "insecure", "cacert");
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

// What a URL has no use for, the library ignores or refuses.
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
    if (made.form == form::lines)
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

// The words that belong to no option.
void take_words(options& made, const command_line& given)
{
    auto rest = given.words();
    bool reads_file = made.form == form::batch || made.form == form::lines;
    if (rest.empty())
        throw usage_error("no URL is given; see --help");
    made.url = rest[0];
    made.has_method = rest.size() > 1;
    if (reads_file && made.has_method)
        throw usage_error("\"" + rest[1] + "\": a METHOD or ARGUMENT has no meaning with a file of calls");
    if (reads_file)
        made.file = *given.text(made.form == form::batch ? "batch" : "lines");
    else if (made.has_method)
    {
        made.method = rest[1];
        made.arguments.assign(rest.begin() + 2, rest.end());
    }
    else if (made.form != form::listen)
        throw usage_error("no METHOD is given; see --help");
    else if (made.is_over_http())
        throw usage_error("--listen needs a METHOD over HTTP, where nothing comes but with the answer to a call");
    else
        for (auto name : {"params", "id"})
            if (given.has(name))
                throw usage_error(given.typed(name) + " has no meaning without a METHOD");
}

void take_answers(options& made, const command_line& given)
{
    for (auto& answer : given.texts("answer"))
        if (auto taken = made.answers.insert(parse_answer(answer)); !taken.second)
            throw usage_error("--answer: the method " + taken.first->first + " is given twice");
}

} // namespace

std::string options::as_typed(std::string message) const
{
    auto end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    auto found = typed.find(message.substr(0, end));
    return found == typed.end() ? message : found->second + message.substr(std::min(end, message.size()));
}

bool options::is_over_http() const
{
    // Letters of a scheme may be of either case.
    return boost::algorithm::istarts_with(url, "http:") || boost::algorithm::istarts_with(url, "https:");
}

std::optional<options> parse_command_line(int count, const char* const* words)
{
    command_line given(count, words);
    if (given.has("help"))
        return print_manual(), std::nullopt;
    if (given.has("version"))
        return std::cout << "jsonrpc " JSONRPCCLIENT_VERSION "\n", std::nullopt;

    options made;
    made.form = form_of(given);
    take_words(made, given);
    take_answers(made, given);
    if (auto* params = given.text("params"))
        made.params = *params;
    if (made.params && !made.arguments.empty())
        throw usage_error("--params and ARGUMENTs exclude each other");
    if (auto* id = given.text("id"))
        made.id = parse_id(*id);
    if (auto* in_flight = given.text("in-flight"))
        made.in_flight = parse_count(*in_flight, given.typed("in-flight"));
    if (auto* count = given.text("count"))
        made.count = parse_count(*count, given.typed("count"));
    made.reconnects = !given.has("no-reconnect");
    made.full = given.has("full");
    made.compact = given.has("compact");
    made.stats = given.has("stats");
    set_client(made, given);
    return made;
}

} // namespace tool
