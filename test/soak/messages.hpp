// SPDX-License-Identifier: BSL-1.0
// What is asked under a number, and what has to be the answer: both follow from the number alone.
#pragma once

#include <jsonrpcclient/request.hpp>
#include <jsonrpcclient/response.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace soak {

class ledger;

namespace json = boost::json;
namespace rpc = jsonrpcclient;

// "echo", or "refuse", which is answered with an error object.
std::string_view method_of(std::uint64_t number);

// By position or by name.
rpc::params params_of(std::uint64_t number);
// The number in params, if they are all that belongs to it.
std::optional<std::uint64_t> number_of(const json::value& params);

// The members of the response that tell the answer.
void answer(std::uint64_t number, json::object& response);

// Looks whether the response is that, and whether the server has executed what it answers. A hole is no mistake.
void check(std::uint64_t number, const rpc::response_data& response, ledger& book);

// The code of those error objects which are a reason to try again.
constexpr std::int64_t busy = 1001;

} // namespace soak
