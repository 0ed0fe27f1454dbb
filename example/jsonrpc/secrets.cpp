// SPDX-License-Identifier: BSL-1.0
#include "secrets.hpp"

#include "arguments.hpp"
#include "files.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace tool {
namespace {

constexpr std::size_t longest_secret = 64 << 10;

// The one line of this file.
std::string secret_of_file(const std::string& name)
{
    auto text = text_of_file(name, longest_secret);
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        throw usage_error("\"" + name + "\" is empty");
    return text;
}

std::optional<secret> typed_secret(const command_line& given, const char* option)
{
    auto* word = given.text(option);
    if (!word)
        return std::nullopt;
    auto name = given.typed(option);
    if (!word->starts_with('@'))
        return secret(name, *word);
    try
    {
        return secret(name, secret_of_file(word->substr(1)));
    }
    catch (const usage_error& error)
    {
        throw usage_error(name + ": " + error.what());
    }
}

std::optional<secret> variable(const char* name)
{
    auto* value = std::getenv(name);
    return value && *value ? std::optional(secret(name, value)) : std::nullopt;
}

} // namespace

identity identity_of(const command_line& given)
{
    identity found;
    found.user = typed_secret(given, "user");
    found.token = typed_secret(given, "bearer");
    if (found.user && found.token)
        throw usage_error(found.user->name + " and " + found.token->name + " exclude each other");
    if (found.user || found.token)
        return found;
    found.user = variable("JSONRPC_USER");
    found.token = variable("JSONRPC_BEARER");
    if (found.user && found.token)
        throw usage_error("JSONRPC_USER and JSONRPC_BEARER are both set, and exclude each other");
    return found;
}

void hide_secrets(const command_line& given, int count, char** words)
{
    for (auto* option : {"user", "bearer", "proxy"})
    {
        auto* value = given.text(option);
        if (!value || value->empty() || value->starts_with('@') ||
            (option == std::string_view("proxy") && value->find('@') == value->npos))
            continue;
        // It may stand behind its option in the same word.
        for (auto* word : std::vector<char*>(words + 1, words + count))
            if (std::string_view(word).ends_with(*value))
                std::fill_n(word + std::strlen(word) - value->size(), value->size(), ' ');
    }
}

} // namespace tool
