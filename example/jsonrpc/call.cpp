// SPDX-License-Identifier: BSL-1.0
// One call, or one notification.
#include "run.hpp"

#include "arguments.hpp"

namespace tool {
namespace {

rpc::params params_of(const options& given)
{
    return given.params ? parse_params(*given.params) : parse_arguments(given.arguments);
}

} // namespace

rpc::request request_of(const options& given)
{
    rpc::request made(parse_method(given.method), params_of(given));
    if (given.id)
        made.id(*given.id);
    return made;
}

asio::awaitable<status> run_call(rpc::client& client, const options& given)
{
    if (given.form == form::notification)
    {
        co_await client.send(rpc::notification(parse_method(given.method), params_of(given)));
        co_return status::good;
    }
    auto answer = co_await client.send(request_of(given));
    co_return print(answer, given);
}

} // namespace tool
