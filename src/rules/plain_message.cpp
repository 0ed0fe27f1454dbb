// SPDX-License-Identifier: BSL-1.0
#include "rules/plain_message.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>

namespace jsonrpcclient::detail {
namespace {

// What a character may be, by its value: looked up, because most of the time goes into looking at characters.
enum character : unsigned char
{
    other,
    // RFC 8259, section 2, has four kinds of white space.
    space = 1,
    // Of a string in ASCII, where it stands for itself.
    plain = 2
};

constexpr auto kinds = []
{
    std::array<unsigned char, 256> made{};
    for (unsigned char each = 0x20; each != 0x7f; ++each)
        made[each] = plain;
    made['"'] = made['\\'] = other;
    made[' '] |= space;
    made['\n'] = made['\r'] = made['\t'] = space;
    return made;
}();

bool is(character kind, char of) noexcept { return (kinds[static_cast<unsigned char>(of)] & kind) != 0; }

// Of long strings so many characters are looked at together, without a branch between them.
constexpr std::ptrdiff_t block = 32;

bool is_plain_block(const char* at) noexcept
{
    unsigned char others = 0;
    for (std::ptrdiff_t i = 0; i != block; ++i)
    {
        auto each = static_cast<unsigned char>(at[i]);
        bool is_ascii = static_cast<unsigned char>(each - 0x20) < 0x5f;
        others |= static_cast<unsigned char>(!is_ascii | (each == '"') | (each == '\\'));
    }
    return others == 0;
}

// Each function gives whether it has read what it is named for; once one has not, nothing more is read.
class plain_reader
{
public:
    plain_reader(std::string_view text, json::parser& values, bool keeps_params) noexcept
        : at_(text.data()), end_(text.data() + text.size()), values_(values), keeps_params_(keeps_params)
    {
    }

    bool messages(std::vector<incoming>& into, bool& is_array)
    {
        is_array = sign('[');
        do
            if (into.size() == incoming_parser::max_messages || !message(into.emplace_back()))
                return false;
        while (is_array && sign(','));
        return (!is_array || sign(']')) && next() == end_;
    }

private:
    bool message(incoming& into)
    {
        seen_ = 0;
        into.is_object = true;
        if (!sign('{'))
            return false;
        do
        {
            if (!usual_member(into))
                return false;
        }
        while (sign(','));
        return sign('}');
    }

    // Those of an answer are mostly written like this.
    bool usual_member(incoming& into)
    {
        next();
        if (word(R"("jsonrpc":"2.0")"))
        {
            into.version = version_member::two;
            return is_first(jsonrpc);
        }
        if (word(R"("result":)"))
            return is_first(result) && value(into.result);
        if (word(R"("id":)"))
            return is_first(id) && id_member(into);
        std::string_view name;
        return string(name) && sign(':') && member(name, into);
    }

    // A member that is there twice is unusual.
    enum member_bit : unsigned
    {
        jsonrpc = 1,
        id = 2,
        method = 4,
        params = 8,
        result = 16,
        error = 32
    };

    // Behind white space.
    const char* next() noexcept
    {
        while (at_ != end_ && is(space, *at_))
            ++at_;
        return at_;
    }

    bool is_next(char expected) noexcept { return next() != end_ && *at_ == expected; }

    bool sign(char expected) noexcept
    {
        bool is_there = is_next(expected);
        at_ += is_there;
        return is_there;
    }

    // Of ASCII, without escapes.
    bool string(std::string_view& into) noexcept
    {
        if (!sign('"'))
            return false;
        auto begin = at_;
        while (end_ - at_ >= block && is_plain_block(at_))
            at_ += block;
        while (at_ != end_ && is(plain, *at_))
            ++at_;
        into = std::string_view(begin, static_cast<std::size_t>(at_ - begin));
        return at_ != end_ && *at_++ == '"';
    }

    // Of a size that is known, so that it is compared in place.
    template <std::size_t Size>
    bool word(const char (&expected)[Size]) noexcept
    {
        constexpr auto size = static_cast<std::ptrdiff_t>(Size - 1);
        bool is_there = end_ - at_ >= size && std::memcmp(at_, expected, Size - 1) == 0;
        at_ += is_there ? size : 0;
        return is_there;
    }

    // Without a fraction or an exponent.
    bool integer(std::int64_t& into) noexcept
    {
        next();
        auto [behind, failure] = std::from_chars(at_, end_, into);
        if (failure != std::errc() || behind == end_ || *behind == '.' || *behind == 'e' || *behind == 'E')
            return false;
        auto digits = at_ + (*at_ == '-' ? 1 : 0);
        if (*digits == '0' && behind != at_ + 1)
            return false;
        at_ = behind;
        return true;
    }

    bool value(std::optional<json::value>& into)
    {
        auto begin = next();
        if (std::string_view text; string(text))
        {
            into.emplace(text);
            return true;
        }
        at_ = begin;
        json::error_code failure;
        values_.reset();
        at_ += values_.write_some(at_, static_cast<std::size_t>(end_ - at_), failure);
        if (failure)
            return false;
        into.emplace(values_.release());
        return true;
    }

    bool id_member(incoming& into)
    {
        into.id_kind = id_member::usable;
        std::int64_t number = 0;
        std::string_view text;
        if (is_next('"'))
            return string(text) && (into.id.emplace(text), true);
        if (!is_next('n'))
            return integer(number) && (into.id.emplace(number), true);
        into.id_kind = id_member::null;
        return word("null");
    }

    bool params_member(incoming& into)
    {
        bool is_array = is_next('[');
        into.params = is_array ? params_member::array : is_next('{') ? params_member::object : params_member::unusable;
        auto& kept = into.params_value;
        if (!value(kept))
            return false;
        if (!keeps_params_)
            kept.reset();
        return true;
    }

    bool is_first(member_bit which) noexcept
    {
        bool is_new = (seen_ & which) == 0;
        seen_ |= which;
        return is_new;
    }

    bool member(std::string_view name, incoming& into)
    {
        if (name == "jsonrpc")
        {
            std::string_view version;
            bool is_read = is_first(jsonrpc) && string(version);
            into.version = version == "2.0" ? version_member::two : version_member::other;
            return is_read;
        }
        if (name == "id")
            return is_first(id) && id_member(into);
        if (name == "result")
            return is_first(result) && value(into.result);
        if (name == "error")
            return is_first(error) && value(into.error);
        if (name == "params")
            return is_first(params) && params_member(into);
        std::string_view text;
        if (name == "method")
            return is_first(method) && string(text) && (into.method.emplace(text), true);
        std::optional<json::value> ignored;
        return value(ignored);
    }

    const char* at_;
    const char* end_;
    json::parser& values_;
    bool keeps_params_;
    unsigned seen_ = 0;
};

} // namespace

bool read_plain(std::string_view text, json::parser& values, plain_messages into)
{
    return plain_reader(text, values, into.keeps_params).messages(into.messages, into.is_array);
}

} // namespace jsonrpcclient::detail
