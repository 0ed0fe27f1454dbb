// SPDX-License-Identifier: BSL-1.0
// From what a program says to a session: its options from all levels, and the dispatcher that reaches the place.
#pragma once

#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/process.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string_view>

namespace jsonrpcclient::detail {

class session;

// These throw `errc::invalid_url` and `errc::invalid_config`.
std::shared_ptr<session> make_session(asio::any_io_executor executor, std::string_view url,
                                      const client_options& options);
std::shared_ptr<session> make_session(asio::any_io_executor executor, connector connect, const client_options& options);
std::shared_ptr<session> make_session(asio::any_io_executor executor, const process& command,
                                      const client_options& options);

} // namespace jsonrpcclient::detail
