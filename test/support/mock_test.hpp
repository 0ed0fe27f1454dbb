// SPDX-License-Identifier: BSL-1.0
// A mock server and a client of it.
#pragma once

#include "support/client_test.hpp"

#include <jsonrpcclient/mock_server.hpp>

#include <functional>
#include <utility>

namespace test {

using mock_script = std::function<asio::awaitable<void>(rpc::mock_server&, rpc::client&)>;

// The client loses no time when it connects again.
inline void with_mock(mock_script use, rpc::client_options options = {})
{
    run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::mock_server mock(executor);
            rpc::client client(executor, mock.connector(), std::move(options.reconnect(rpc::backoff(0ms))));
            co_await use(mock, client);
        });
}

} // namespace test
