// SPDX-License-Identifier: BSL-1.0
// What the user wrote, made into messages.
#pragma once

#include <jsonrpcclient/request.hpp>

#include <boost/json/value.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tool {

namespace rpc = jsonrpcclient;

// What was asked for cannot be done: exit status 2.
class usage_error : public std::runtime_error
{
public:
    using runtime_error::runtime_error;
};

// Each argument is a JSON text, else name=ARGUMENT up to the first =, else a string. Throws usage_error if only some of
// them have names, or two the same.
rpc::params parse_arguments(const std::vector<std::string>& arguments);

// The whole params, or @FILE that holds them. Throws usage_error unless they are an array or an object.
rpc::params parse_params(const std::string& word);

// Throws usage_error unless the text is an integer or a string in quotes.
rpc::id parse_id(std::string_view text);

// What stands behind --answer, METHOD=JSON: what a request of the server is answered with. Throws usage_error.
std::pair<std::string, boost::json::value> parse_answer(std::string_view text);

// The method's name. Throws usage_error unless it is UTF-8.
std::string parse_method(std::string text);

// A request object that is sent as it is.
struct raw_message
{
    explicit raw_message(std::string_view text);

    std::string text;
    // Its JSON text; none for a notification.
    std::optional<std::string> id;
};

using message = std::variant<rpc::request, rpc::notification, raw_message>;

// A request object, or METHOD [ARGUMENT...]. Throws usage_error; what an object holds is left to the library.
message parse_line(std::string_view line);

} // namespace tool
