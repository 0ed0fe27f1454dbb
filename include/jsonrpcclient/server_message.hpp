// SPDX-License-Identifier: BSL-1.0
// What a server sends by itself: notifications and requests.
#pragma once

#include <jsonrpcclient/id.hpp>

#include <boost/json/value.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <utility>

namespace jsonrpcclient {

/** A notification that the server sent.

    @code
    client.on_notification("tick", [](const rpc::server_notification& event) { std::cout << event.params() << '\n'; });
    @endcode

    @par Specification
    JSON-RPC 2.0, section 4.1, Notification.
*/
class JSONRPCCLIENT_DECL server_notification
{
public:
    server_notification() = default;
    server_notification(std::string method, json::value params) : method_(std::move(method)), params_(std::move(params))
    {
    }

    const std::string& method() const noexcept { return method_; }
    /// Null if there are none.
    const json::value& params() const noexcept { return params_; }
    json::value& params() noexcept { return params_; }

private:
    std::string method_;
    json::value params_;
};

/** A request that the server sent. Its ids have nothing to do with those of the client's own requests.

    @code
    client.on_request("echo", [](const rpc::server_request& asked) { return asked.params(); });
    @endcode

    @par Specification
    JSON-RPC 2.0, section 4, Request object.
*/
class JSONRPCCLIENT_DECL server_request
{
public:
    server_request() = default;
    server_request(std::string method, json::value params, std::optional<jsonrpcclient::id> id)
        : method_(std::move(method)), params_(std::move(params)), id_(std::move(id))
    {
    }

    const std::string& method() const noexcept { return method_; }
    /// Null if there are none.
    const json::value& params() const noexcept { return params_; }
    json::value& params() noexcept { return params_; }
    /// None if the server's is neither an integer nor a string.
    const std::optional<jsonrpcclient::id>& id() const noexcept { return id_; }

private:
    std::string method_;
    json::value params_;
    std::optional<jsonrpcclient::id> id_;
};

/// The JSON text, as the client would write it.
JSONRPCCLIENT_DECL std::string to_string(const server_notification& message);
JSONRPCCLIENT_DECL std::string to_string(const server_request& message);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const server_notification& message);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const server_request& message);

} // namespace jsonrpcclient
