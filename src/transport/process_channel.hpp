// SPDX-License-Identifier: BSL-1.0
// A channel over the standard input and output of a child process.
#pragma once

#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/process.hpp>

#include "rules/option_set.hpp"

#include <memory>

namespace jsonrpcclient::detail {

// Starts the process; throws `errc::not_connected` if that cannot be done. The handlers of `what` are called as long as it
// lives elsewhere. The channel's destruction ends the process, in the background.
asio::awaitable<std::unique_ptr<channel>> start_process(std::shared_ptr<const process> what,
                                                        std::shared_ptr<const option_set> options);

} // namespace jsonrpcclient::detail
