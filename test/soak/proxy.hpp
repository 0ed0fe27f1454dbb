// SPDX-License-Identifier: BSL-1.0
// Stands between a client and a server and does to their bytes what networks do: passes them on late, in other pieces,
// or not at all, and ends connections in the middle of anything.
#pragma once

#include "soak/chaos.hpp"
#include "support/listener.hpp"

#include <memory>
#include <set>
#include <string>

namespace soak {

namespace asio = boost::asio;

class proxy
{
public:
    // `upstream` is where a server of the same transport is.
    proxy(asio::any_io_executor executor, std::string_view transport, std::string upstream_url,
          std::string upstream_path, chaos& faults);

    const test::address& where() const noexcept { return listener_.where(); }

    // Ends all connections; those that are asleep end when they wake up.
    void cut();
    std::size_t connections() const;
    void stop() { listener_.stop(); }

private:
    struct passage;
    struct state;
    static asio::awaitable<void> serve(std::shared_ptr<state> shared, test::stream_socket near);
    static asio::awaitable<void> pump(std::shared_ptr<passage> through, bool is_upstream);
    static asio::awaitable<void> write_in_pieces(passage& through, test::stream_socket& to, std::string_view bytes);

    std::shared_ptr<state> state_;
    test::listener listener_;
};

} // namespace soak
