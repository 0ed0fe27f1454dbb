// SPDX-License-Identifier: BSL-1.0
// One call, or one notification.
#include "run.hpp"

#include "arguments.hpp"

namespace tool {

asio::awaitable<status> run_call(rpc::client& client, const options& given)
{
    auto method = parse_method(given.method);
    auto params = given.params ? parse_params(*given.params) : parse_arguments(given.arguments);
    if (given.form == form::notification)
    {
        co_await client.send(rpc::notification(method, params));
        co_return status::good;
    }
    rpc::request request(method, params);
    if (given.id)
        request.id(*given.id);
    auto answer = co_await client.send(request);
    co_return print(answer, given);
}

} // namespace tool
