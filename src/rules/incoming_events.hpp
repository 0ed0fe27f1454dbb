// SPDX-License-Identifier: BSL-1.0
// Makes messages of the parser's events: only the members of JSON-RPC are kept.
#pragma once

#include "rules/incoming.hpp"
#include "rules/parse_events.hpp"

#include <boost/json/basic_parser.hpp>
#include <boost/json/value_stack.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// Level 0 is outside of everything; the members of a message are at
// level 1, or at level 2 in an array of messages.
class incoming_events : public parse_events
{
public:
    explicit incoming_events(bool keeps_params) noexcept : keeps_params(keeps_params) {}

    void reset()
    {
        messages.clear();
        values.reset();
        level = 0;
        is_array = false;
        at_end = false;
        member = member_name::none;
        text.clear();
    }

    bool on_object_begin(error_code& error)
    {
        if (level == message_level())
        {
            if (!begin_message(error))
                return false;
            messages.back().is_object = true;
        }
        else if (level == message_level() + 1)
            begin_value(params_member::object);
        ++level;
        return true;
    }

    bool on_object_end(std::size_t size, error_code&)
    {
        --level;
        if (is_kept())
            values.push_object(size);
        end_value();
        return true;
    }

    bool on_array_begin(error_code& error)
    {
        if (level == 0)
            is_array = true;
        else if (level == message_level())
        {
            if (!begin_message(error))
                return false;
        }
        else if (level == message_level() + 1)
            begin_value(params_member::array);
        ++level;
        return true;
    }

    bool on_array_end(std::size_t size, error_code&)
    {
        --level;
        if (is_kept())
            values.push_array(size);
        end_value();
        return true;
    }

    bool on_key_part(std::string_view part, std::size_t, error_code&)
    {
        if (is_kept())
            values.push_chars(part);
        else if (at_member())
            text += part;
        return true;
    }

    bool on_key(std::string_view part, std::size_t, error_code&)
    {
        if (is_kept())
            values.push_key(part);
        else if (at_member())
        {
            member = member_named(whole(part));
            text.clear();
        }
        return true;
    }

    bool on_string_part(std::string_view part, std::size_t, error_code&)
    {
        if (is_kept())
            values.push_chars(part);
        else if (at_member())
            text += part;
        return true;
    }

    bool on_string(std::string_view part, std::size_t, error_code& error)
    {
        if (is_kept())
            values.push_string(part);
        else if (at_member())
        {
            string_member(whole(part));
            text.clear();
        }
        return scalar_end(error);
    }

    bool on_number_part(std::string_view, error_code&) { return true; }

    bool on_int64(std::int64_t value, std::string_view, error_code& error)
    {
        if (is_kept())
            values.push_int64(value);
        else if (at_member())
            id_member_is(value);
        return scalar_end(error);
    }

    bool on_uint64(std::uint64_t value, std::string_view, error_code& error)
    {
        if (is_kept())
            values.push_uint64(value);
        else if (at_member())
            id_member_is(value);
        return scalar_end(error);
    }

    bool on_double(double value, std::string_view digits, error_code& error)
    {
        // Boost.JSON's own value may be off by one unit in the last place.
        if (!is_kept() && at_member() && member == member_name::id)
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        // 1.0 is the id 1: servers in languages with one number type change its form. Beyond 2^53 a
        // double stands for several integers.
        constexpr double exact = 9007199254740992.0;
        if (is_kept())
            values.push_double(value);
        else if (at_member() && std::abs(value) < exact && std::trunc(value) == value)
            id_member_is(static_cast<std::int64_t>(value));
        else if (at_member())
            other_member();
        return scalar_end(error);
    }

    bool on_bool(bool value, error_code& error)
    {
        if (is_kept())
            values.push_bool(value);
        else if (at_member())
            other_member();
        return scalar_end(error);
    }

    bool on_null(error_code& error)
    {
        if (is_kept())
            values.push_null();
        else if (at_member() && member == member_name::id)
            set_id(id_member::null);
        else if (at_member())
            other_member();
        return scalar_end(error);
    }

    std::vector<incoming> messages;
    json::value_stack values;
    bool is_array = false;
    bool at_end = false;
    bool keeps_params;

private:
    enum class member_name
    {
        none,
        jsonrpc,
        method,
        params,
        id,
        result,
        error
    };

    static member_name member_named(std::string_view name)
    {
        if (name == "jsonrpc")
            return member_name::jsonrpc;
        if (name == "result")
            return member_name::result;
        if (name == "id")
            return member_name::id;
        if (name == "error")
            return member_name::error;
        if (name == "method")
            return member_name::method;
        if (name == "params")
            return member_name::params;
        return member_name::none;
    }

    std::size_t message_level() const noexcept { return is_array ? 1 : 0; }
    bool at_member() const noexcept
    {
        return level == message_level() + 1 && !messages.empty() && messages.back().is_object;
    }
    // Whether what comes is part of a result or an error.
    bool is_kept() const noexcept
    {
        return (member == member_name::result || member == member_name::error ||
                (keeps_params && member == member_name::params)) &&
               level > message_level();
    }

    // With what has come of the string before; often that is nothing.
    std::string_view whole(std::string_view part) { return text.empty() ? part : std::string_view(text += part); }

    // A value of a member that is an object or an array begins.
    void begin_value(params_member kind)
    {
        if (member == member_name::params)
            messages.back().params = kind;
        else
            other_member();
    }

    // A member's value may have ended: a structured one has if the level is again that of the members.
    void end_value()
    {
        if (at_member())
            take_value();
        else if (level == message_level())
            member = member_name::none;
    }

    // A value that is no object or array has ended.
    bool scalar_end(error_code& error)
    {
        if (at_member())
            take_value();
        else if (level == message_level())
            return begin_message(error);
        return true;
    }

    bool begin_message(error_code& error)
    {
        if (messages.size() == incoming_parser::max_messages)
            error = json::error::array_too_large;
        else
            messages.emplace_back();
        return !error;
    }

    void take_value()
    {
        if (member == member_name::result)
            messages.back().result.emplace(values.release());
        else if (member == member_name::error)
            messages.back().error.emplace(values.release());
        else if (keeps_params && member == member_name::params)
        {
            auto& params = messages.back().params_value.emplace(values.release());
            if (!params.is_structured())
                messages.back().params = params_member::unusable;
        }
        member = member_name::none;
    }

    void set_id(id_member kind)
    {
        messages.back().id_kind = kind;
        messages.back().id.reset();
    }

    template <class Integer>
    void id_member_is(Integer value)
    {
        if (member != member_name::id)
            return other_member();
        if (at_end)
            return set_id(id_member::unusable);
        set_id(id_member::usable);
        messages.back().id.emplace(value);
    }

    void string_member(std::string_view text)
    {
        if (member == member_name::id)
        {
            set_id(id_member::usable);
            messages.back().id.emplace(text);
        }
        else if (member == member_name::method)
            messages.back().method.emplace(text);
        else if (member == member_name::jsonrpc)
            messages.back().version = text == "2.0" ? version_member::two : version_member::other;
        else
            other_member();
    }

    // A value of a type that its member must not have.
    void other_member()
    {
        if (member == member_name::id)
            set_id(id_member::unusable);
        else if (member == member_name::jsonrpc)
            messages.back().version = version_member::other;
        else if (member == member_name::params)
            messages.back().params = params_member::unusable;
    }

    std::size_t level = 0;
    member_name member = member_name::none;
    std::string text;
};

} // namespace jsonrpcclient::detail
