// SPDX-License-Identifier: BSL-1.0
// Several requests and notifications that travel as one message.
#pragma once

#include <jsonrpcclient/request.hpp>

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jsonrpcclient {

namespace detail {
class batch_access;
}

/** A list of requests and notifications, in the order of sending.

    @code
    auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog"), rpc::notification("log")));
    @endcode

    An empty batch may be built, but is refused when it is sent.

    @par Specification
    JSON-RPC 2.0, section 6, Batch.
*/
class JSONRPCCLIENT_DECL batch
{
public:
    batch() = default;

    /// Of one request or notification, or several.
    template <class... Messages>
        requires(sizeof...(Messages) > 0 &&
                 ((std::same_as<Messages, request> || std::same_as<Messages, notification>)&&...))
    explicit batch(Messages... messages)
    {
        (push_back(std::move(messages)), ...);
    }

    /** A batch of text that is sent byte for byte, as long as nothing is pushed to it.

        What is pushed goes in front of the closing bracket. Throws
        `errc::invalid_request` unless the text is an array of requests and
        notifications, each of JSON-RPC 2.0 or of 1.0. Sending it throws the
        same unless all of them are of the version that the call speaks.
    */
    static batch parse(std::string_view text);

    void push_back(request message);
    void push_back(notification message);

    /// The number of requests and notifications.
    std::size_t size() const noexcept { return elements_.size(); }
    bool empty() const noexcept { return elements_.empty(); }

private:
    friend class detail::batch_access;

    // What is kept of an element of the text given to `parse`, beside the text.
    struct raw
    {
        raw(std::optional<id> own_id, const char* why_not_one, const char* why_not_two)
            : own_id(std::move(own_id)), why_not_one(why_not_one), why_not_two(why_not_two)
        {
        }

        // None of a notification.
        std::optional<id> own_id;
        // Why it is no request of JSON-RPC 1.0, and of 2.0; null where it is one.
        const char* why_not_one;
        const char* why_not_two;
    };

    // The raw ones come first.
    std::vector<std::variant<request, notification, raw>> elements_;
    std::string raw_text_;
};

/// The JSON text; a request that has no id yet shows `"id":null`. Throws `errc::invalid_request` if a string in it is not
/// UTF-8.
JSONRPCCLIENT_DECL std::string to_string(const batch& message);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const batch& message);

} // namespace jsonrpcclient
