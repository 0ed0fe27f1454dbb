// SPDX-License-Identifier: BSL-1.0
// What names a subscription: the id that the server has given it, and the place where notifications carry that.
#pragma once

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace jsonrpcclient::detail {

namespace json = boost::json;

// Null if nothing stands there.
inline const json::value* at(const json::value& within, const std::string& pointer)
{
    json::error_code error;
    return within.find_pointer(pointer, error);
}

// Whether it can be the id of a subscription: with anything else one could not be told from another.
inline bool is_name(const json::value* value) { return value && (value->is_string() || value->is_number()); }

// 7.0 is 7: servers in languages with one number type change its form.
inline std::string key_of(const std::string& place, const json::value& id)
{
    auto* number = id.if_double();
    constexpr double exact = 9007199254740992.0;
    bool is_integer = number && std::abs(*number) < exact && std::trunc(*number) == *number;
    return place + '\n' + (is_integer ? std::to_string(static_cast<std::int64_t>(*number)) : json::serialize(id));
}

} // namespace jsonrpcclient::detail
