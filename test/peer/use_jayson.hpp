// SPDX-License-Identifier: BSL-1.0
// What jayson can do over every transport, with and without a proxy before it.
#pragma once

#include "peer/peer.hpp"

namespace peer {

// Every kind of call, and answers in another order.
asio::awaitable<void> use_jayson(rpc::client& client);

// A thousand calls at once: each gets its own answer.
asio::awaitable<void> call_many(rpc::client& client);

} // namespace peer
