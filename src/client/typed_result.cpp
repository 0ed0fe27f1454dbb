// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/detail/typed_result.hpp>

#include "client/session.hpp"

namespace jsonrpcclient::detail {
namespace {

std::string describe(const call_name& name, const response& answer)
{
    std::string ids = answer.data.id() ? " (id " + to_string(*answer.data.id()) + ")" : "";
    return shown_name(name.method) + ids + " at " + name.owner->endpoint() + ": ";
}

} // namespace

void throw_unexpected_result(const call_name& name, const response& answer, const char* why)
{
    constexpr std::size_t shown = 1024;
    auto text = answer.text.size() > shown ? answer.text.substr(0, shown) + "..." : answer.text;
    throw client_error(errc::unexpected_result, delivery::answered,
                       describe(name, answer) + "the result has another type than asked for (" + why + "): " + text);
}

void throw_without_result(const call_name& name, const response& answer)
{
    auto& error = answer.data.error();
    throw remote_error(error, describe(name, answer) + "the server answered with error " +
                                  std::to_string(error.code()) + ": " + error.message());
}

} // namespace jsonrpcclient::detail
