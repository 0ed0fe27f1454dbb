// SPDX-License-Identifier: BSL-1.0
// How protocols on top of JSON-RPC give up a call, and tell of its progress.
#pragma once

#include <jsonrpcclient/request.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jsonrpcclient {

namespace detail {
class dialect_access;
}

/** How protocols on top of JSON-RPC give up a call, and tell of its progress.

    JSON-RPC itself knows neither. Where a client has a dialect, a call that was
    sent and then cancelled, or that timed out, is followed by a notification that
    tells the server so; and `call_options::on_progress` can be used.

    @code
    auto lsp = rpc::client_options().dialect(rpc::dialect::lsp());

    auto own = rpc::dialect().cancel([](const rpc::id& call, std::string_view why)
                                     { return rpc::notification("abort", "call"_arg = to_string(call)); });
    @endcode

    @par Specification
    Language Server Protocol 3.17, Cancellation Support, Work Done Progress. Model
    Context Protocol 2025-06-18, Cancellation, Progress.
*/
class JSONRPCCLIENT_DECL dialect
{
public:
    /// Makes the notification by which the server is told that a call is given up.
    using cancellation = std::function<notification(const id& call, std::string_view why)>;

    /// None: the server is told of nothing.
    dialect() = default;

    /// `$/cancelRequest`; `$/progress` with the `workDoneToken` of the params.
    static dialect lsp();
    /// `notifications/cancelled`, but never for `initialize`; `notifications/progress` with the `progressToken` of the
    /// params' `_meta`. Over HTTP, answers that are streams of events are asked for, too.
    static dialect mcp();
    /// "none", "lsp" or "mcp". Throws `errc::invalid_config` for any other name.
    static dialect parse(std::string_view name);

    /// The server is told by this function that a call is given up; by none if it is empty.
    dialect& cancel(cancellation make);

    /// Notifications of `method` tell of the progress of a call. Which call it is stands in their params at `token`, a
    /// JSON pointer (RFC 6901), and is what stands in the named params of the request at `asked_by`: the names of the
    /// members that lead there, with a slash before each.
    dialect& progress(std::string_view method, std::string_view token, std::string_view asked_by);

    /// What tells the server that a call is given up; none if this dialect has no word for it.
    std::optional<notification> canceled(const id& call, std::string_view why) const;

    /// The method whose calls the server is never told of; empty if there is none.
    const std::string& never_canceled() const noexcept { return never_canceled_; }
    /// Whether `call_options::on_progress` can be used.
    bool has_progress() const noexcept { return !method_.empty(); }

    friend JSONRPCCLIENT_DECL std::string to_string(const dialect& value);

private:
    friend class detail::dialect_access;

    std::string name_ = "none";
    cancellation cancel_;
    std::string never_canceled_;
    std::string method_;
    std::string token_;
    std::string asked_by_;
    bool has_event_streams_ = false;
};

/// "none", "lsp", "mcp", or "own" of one that was changed.
JSONRPCCLIENT_DECL std::string to_string(const dialect& value);

} // namespace jsonrpcclient
