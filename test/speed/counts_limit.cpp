// SPDX-License-Identifier: BSL-1.0
// The limits of the benchmarks, over connections in memory.
#include "bench/limit_http.hpp"
#include "bench/limit_tcp.hpp"
#include "bench/limit_websocket.hpp"
#include "speed/memory_socket.hpp"

using namespace bench;

int main(int count, char* arguments[])
{
    return run_limit(count, arguments,
                     [](const scenario& what, const std::string& url, meter& figures)
                     {
                         asio::io_context context(1);
                         auto connect = [&]
                         { return speed::memory_socket(context.get_executor(), speed::make_peer(url)); };
                         if (url.starts_with("tcp:"))
                             run_tcp(context, connect(), what, figures);
                         else if (url.starts_with("http:"))
                             run_http<speed::memory_socket>(context, what, figures, connect);
                         else
                             run_websocket(context, connect(), what, figures);
                     });
}
