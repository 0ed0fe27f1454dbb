// SPDX-License-Identifier: BSL-1.0
// Configuration files, and the values of options.
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "rules/config_file.hpp"
#include "rules/option_table.hpp"
#include "rules/option_text.hpp"

#include <jsonrpcclient/error.hpp>

#include <optional>
#include <string>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

template <class Function>
auto attempt(Function function) -> std::optional<decltype(function())>
{
    try
    {
        return function();
    }
    catch (const rpc::client_error& refused)
    {
        require(refused.code() == rpc::errc::invalid_config, "what is refused is refused as what it is");
        return std::nullopt;
    }
}

// What is written of a value is read as that value.
template <class Read, class Write>
void check_text(std::string_view text, Read read, Write write)
{
    auto value = attempt([&] { return read(text); });
    if (!value)
        return;
    auto again = attempt([&] { return read(write(*value)); });
    require(again == value, "what is written of a value is read as that value");
}

void check_value(std::string_view text)
{
    check_text(text, flag_of, flag_text);
    check_text(text, duration_of, duration_text);
    check_text(text, size_of, size_text);
    check_text(text, count_of, [](std::size_t value) { return std::to_string(value); });
    check_text(text, &rpc::framing::parse, [](const rpc::framing& value) { return to_string(value); });
    attempt([&] { return rpc::id_generators::by_name(text)(); });
}

// Each option that is shown can be read again, unless it is secret.
void check_shown(const option_set& options)
{
    for (auto& row : option_table())
    {
        if (row.key.empty() || !row.is_set(options))
            continue;
        auto shown = row.show(options);
        require(shown.find('\n') == std::string::npos, "a value is shown in a line");
        if (shown.empty() || shown.find(secret) != std::string::npos || row.key.starts_with(header_prefix))
            continue;
        rpc::client_options into;
        require(attempt([&] { return (row.read(into, shown), 0); }).has_value(), "what is shown can be read");
        require(row.show(*into.store().get()) == shown, "what is shown is read as that");
    }
}

} // namespace

void config(std::string_view text)
{
    std::string whole(text);
    auto trusted = attempt([&] { return parse_config("file", whole, true); });
    auto untrusted = attempt([&] { return parse_config("file", whole, false); });
    require(trusted || !untrusted, "a file that may say more may say as much");
    if (trusted)
    {
        check_shown(trusted->options);
        option_levels levels;
        levels.push(std::move(*trusted));
        for (auto& option : levels.effective())
            require(option.source == rpc::option_source::built_in || option.line != 0,
                    "an option of a file has a line");
    }
    for (input lines(text); !lines.empty();)
    {
        auto line = lines.line();
        auto equals = line.find('=');
        check_value(equals == line.npos ? line : line.substr(equals + 1));
    }
}

} // namespace test::fuzz
