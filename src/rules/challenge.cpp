// SPDX-License-Identifier: BSL-1.0
#include "rules/challenge.hpp"

#include "rules/ascii.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

bool is_token68(char character)
{
    return is_alphanumeric(character) || std::string_view("-._~+/").find(character) != std::string_view::npos;
}

// Of a value without quotation marks: some servers leave them out around what is no token, such as base64.
bool is_unquoted(char character) { return std::string_view(", \t\"").find(character) == std::string_view::npos; }

// Reads a header from its begin to its end.
class challenge_reader
{
public:
    explicit challenge_reader(std::string_view text) : rest_(text) {}

    std::vector<challenge> read()
    {
        while (skip(", \t"), !rest_.empty())
            read_element();
        return std::move(made_);
    }

private:
    std::size_t skip(std::string_view characters)
    {
        auto size = std::min(rest_.find_first_not_of(characters), rest_.size());
        rest_.remove_prefix(size);
        return size;
    }

    template <class Predicate>
    std::string_view take_while(Predicate predicate)
    {
        auto end = std::find_if_not(rest_.begin(), rest_.end(), predicate);
        auto taken = rest_.substr(0, end - rest_.begin());
        rest_.remove_prefix(taken.size());
        return taken;
    }

    challenge& current()
    {
        if (made_.empty())
            made_.emplace_back();
        return made_.back();
    }

    // A scheme, with its token68 if it has one, or a parameter.
    void read_element()
    {
        auto name = take_while([](char each) { return is_token(each); });
        if (name.empty())
            return give_up();
        auto blanks = skip(" \t");
        if (rest_.starts_with('='))
        {
            rest_.remove_prefix(1);
            return read_parameter(name);
        }
        made_.emplace_back();
        made_.back().scheme = name;
        if (!blanks && !rest_.empty() && !rest_.starts_with(','))
            return give_up();
        skip_token68();
    }

    void skip_token68()
    {
        auto before = rest_;
        auto size = take_while(is_token68).size();
        skip("=");
        skip(" \t");
        // Else it is the first parameter.
        if (size == 0 || !(rest_.empty() || rest_.starts_with(',')))
            rest_ = before;
    }

    void read_parameter(std::string_view name)
    {
        skip(" \t");
        std::string value;
        if (rest_.starts_with('"'))
        {
            rest_.remove_prefix(1);
            if (!read_quoted(value))
                return give_up();
        }
        else
            value = take_while(is_unquoted);
        skip(" \t");
        if (!rest_.empty() && !rest_.starts_with(','))
            return give_up();
        current().parameters.emplace_back(to_lower(name), std::move(value));
    }

    bool read_quoted(std::string& value)
    {
        while (!rest_.empty())
        {
            char character = rest_.front();
            rest_.remove_prefix(1);
            if (character == '"')
                return true;
            if (character == '\\')
            {
                if (rest_.empty())
                    return false;
                character = rest_.front();
                rest_.remove_prefix(1);
            }
            value += character;
        }
        return false;
    }

    // Goes on behind the next comma that stands in no quoted string.
    void give_up()
    {
        current().is_broken = true;
        std::string dropped;
        while (!rest_.empty() && !rest_.starts_with(','))
        {
            bool is_quoted = rest_.starts_with('"');
            rest_.remove_prefix(1);
            if (is_quoted)
                read_quoted(dropped);
        }
    }

    std::string_view rest_;
    std::vector<challenge> made_;
};

} // namespace

const std::string* challenge::find(std::string_view name) const
{
    for (auto& each : parameters)
        if (each.first == name)
            return &each.second;
    return nullptr;
}

std::vector<challenge> parse_challenges(std::string_view header) { return challenge_reader(header).read(); }

} // namespace jsonrpcclient::detail
