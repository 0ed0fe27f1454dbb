// SPDX-License-Identifier: BSL-1.0
// What a mock server does when a method is called.
#pragma once

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/params.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jsonrpcclient {

namespace detail {

class mock_state;

// What a function of `answer` returns is anything that can be an argument of a request.
template <class F>
concept answering = requires(F& function, const json::value& params) {
    requires argument<std::remove_cvref_t<decltype(function(params))>>;
};

} // namespace detail

/** What a mock server does when a method is called.

    Each function from `answer` to `disconnect` adds an outcome; `times`, `once`
    and `after` say more of the outcome that was added last. Outcomes with a limit
    are used up one after the other. One without stays, until another one is added,
    which takes its place.

    @code
    rpc::mock_server mock(executor);
    mock.on("price").answer_error(-32000, "busy").times(2).answer(1.5).after(50ms);
    @endcode

    Notifications use outcomes up as well, but are not answered.

    @par Errors
    `std::invalid_argument` for a number of times that is zero, a negative time, and one or the other before any outcome.
*/
class JSONRPCCLIENT_DECL mock_script
{
public:
    /// The result: whatever may be an argument of a request.
    template <detail::argument T>
    mock_script answer(const T& result) const
    {
        std::string text;
        detail::append_argument(text, result);
        return answer_json(std::move(text));
    }
    mock_script answer(const json::value& result) const;
    mock_script answer(char) const = delete;

    /// The result is what the function makes of the params. A @ref remote_error that it throws is answered with its
    /// error object, any other exception with -32603 and what it says.
    template <detail::answering F>
    mock_script answer(F function) const
    {
        return answer_by(
            [function = std::move(function)](const json::value& params) mutable
            {
                std::string text;
                detail::append_argument(text, function(params));
                return text;
            });
    }

    /// An error object. Without `data` if that is null.
    mock_script answer_error(std::int64_t code, std::string_view message, const json::value& data = nullptr) const;
    /// No answer. In the answer to a batch there is none for this request.
    mock_script silently() const;
    /// This text in place of the answer, or of the element of a batch's answer. It need not be JSON.
    mock_script garble(std::string_view text) const;
    /// The connection ends in place of an answer. What the client has sent behind this call has not been sent: it comes
    /// again over the next connection.
    mock_script disconnect() const;

    mock_script once() const { return times(1); }
    mock_script times(std::size_t number) const;
    /// The outcome happens when the mock's clock was advanced so far; a batch has that of its latest.
    mock_script after(std::chrono::nanoseconds delay) const;

private:
    friend class mock_server;
    mock_script(std::shared_ptr<detail::mock_state> state, std::string_view method)
        : state_(std::move(state)), method_(method)
    {
    }
    mock_script answer_json(std::string text) const;
    mock_script answer_by(std::function<std::string(const json::value&)> function) const;

    std::shared_ptr<detail::mock_state> state_;
    std::string method_;
};

} // namespace jsonrpcclient
