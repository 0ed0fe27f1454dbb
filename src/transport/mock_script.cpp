// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/mock_script.hpp>

#include "transport/mock_state.hpp"

#include <stdexcept>

namespace jsonrpcclient {

using detail::mock_outcome;

mock_script mock_script::answer(const json::value& result) const
{
    std::string text;
    detail::append_json(text, result);
    return answer_json(std::move(text));
}

mock_script mock_script::answer_json(std::string text) const
{
    state_->add(method_, mock_outcome(mock_outcome::kind::result, std::move(text)));
    return *this;
}

mock_script mock_script::answer_by(std::function<std::string(const json::value&)> function) const
{
    mock_outcome outcome(mock_outcome::kind::result);
    outcome.make = std::move(function);
    state_->add(method_, std::move(outcome));
    return *this;
}

mock_script mock_script::answer_error(std::int64_t code, std::string_view message, const json::value& data) const
{
    state_->add(method_, mock_outcome(mock_outcome::kind::error,
                                      detail::to_json(error_object(code, std::string(message), data))));
    return *this;
}

mock_script mock_script::silently() const
{
    state_->add(method_, mock_outcome(mock_outcome::kind::nothing));
    return *this;
}

mock_script mock_script::garble(std::string_view text) const
{
    state_->add(method_, mock_outcome(mock_outcome::kind::text, std::string(text)));
    return *this;
}

mock_script mock_script::disconnect() const
{
    state_->add(method_, mock_outcome(mock_outcome::kind::disconnect));
    return *this;
}

mock_script mock_script::times(std::size_t number) const
{
    if (number == 0)
        throw std::invalid_argument("\"" + method_ + "\": times(0) would be no outcome at all");
    state_->last(method_, "times() or once()").left = number;
    return *this;
}

mock_script mock_script::after(std::chrono::nanoseconds delay) const
{
    if (delay.count() < 0)
        throw std::invalid_argument("\"" + method_ + "\": after() takes no negative time, such as " +
                                    std::to_string(delay.count()) + " ns");
    state_->last(method_, "after()").delay = delay;
    return *this;
}

} // namespace jsonrpcclient
