// SPDX-License-Identifier: BSL-1.0
#include "rules/progress_token.hpp"

#include <jsonrpcclient/error.hpp>

#include "rules/dialect_access.hpp"

#include <boost/json/parse.hpp>

#include <limits>

namespace jsonrpcclient::detail {

params with_progress_token(const dialect& how, const params& given, std::int64_t token)
{
    // As deep as the program has made them.
    json::parse_options options;
    options.max_depth = std::numeric_limits<std::uint32_t>::max();
    auto made = given.text().empty() ? json::value(json::object()) : json::parse(given.text(), {}, options);
    auto* place = &made;
    for (std::string_view rest = dialect_access::progress_asked_by(how); !rest.empty();)
    {
        rest.remove_prefix(1);
        auto name = rest.substr(0, rest.find('/'));
        rest.remove_prefix(name.size());
        auto* members = place->if_object();
        if (!members)
            throw client_error(errc::invalid_request, delivery::not_sent,
                               "the token of its progress has no place in the params, which must be named");
        auto& member = (*members)[name];
        if (member.is_null() && !rest.empty())
            member.emplace_object();
        place = &member;
    }
    *place = token;
    return params(made);
}

const json::value* progress_token_of(const dialect& how, const json::value& params)
{
    json::error_code error;
    return params.find_pointer(dialect_access::progress_token(how), error);
}

} // namespace jsonrpcclient::detail
