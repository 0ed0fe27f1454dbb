// SPDX-License-Identifier: BSL-1.0
#include "client/listeners.hpp"
#include "client/notification_source.hpp"
#include "client/reading.hpp"

namespace jsonrpcclient {
namespace detail {

void refuse_no_stream()
{
    throw client_error(errc::closed, delivery::not_sent, "the stream has not begun, or was moved from");
}

void start_next(std::shared_ptr<notification_source> source, handler<std::optional<server_notification>> done)
{
    read_next(std::move(source), std::move(done));
}

void notification_source::leave()
{
    events.close();
    owner->listeners().remove(*this);
    owner->resume();
}

} // namespace detail

notification_stream& notification_stream::operator=(notification_stream&& other) noexcept
{
    if (this != &other)
    {
        detail::leave(std::move(source_));
        source_ = std::move(other.source_);
    }
    return *this;
}

notification_stream::~notification_stream() { detail::leave(std::move(source_)); }

void notification_stream::close() noexcept { detail::leave(source_); }

std::uint64_t notification_stream::dropped() const noexcept { return source_ ? source_->events.dropped() : 0; }

} // namespace jsonrpcclient
