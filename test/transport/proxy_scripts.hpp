// SPDX-License-Identifier: BSL-1.0
// A site behind a proxy, and a client that calls it.
#pragma once

#include "support/client_test.hpp"
#include "support/http_site.hpp"
#include "support/raw_websocket.hpp"
#include "support/test_proxy.hpp"

#include <boost/test/unit_test.hpp>

namespace proxy_scripts {

// Of "cat:s3cret".
inline const std::string basic = "Basic Y2F0OnMzY3JldA==";

inline std::string answer(const test::site_request& request)
{
    return request.has("Upgrade") ? test::websocket_answer(request.head) + "\r\n" : test::pong_to(request);
}

// A site, and a proxy that lets everybody in.
using proxy_script = std::function<asio::awaitable<void>(test::http_site&, test::test_proxy&)>;

inline void play(std::string_view transport, proxy_script use, std::string authorization = "")
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport, answer);
            test::test_proxy proxy(executor, authorization);
            co_await use(site, proxy);
            site.stop();
            proxy.stop();
        });
}

inline asio::awaitable<void> use(rpc::client& client, std::string_view transport)
{
    if (test::is_websocket(transport))
        co_return co_await client.connect();
    auto response = co_await client.request("ping");
    BOOST_TEST(response.data.ok());
}

} // namespace proxy_scripts
