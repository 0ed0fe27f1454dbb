// SPDX-License-Identifier: BSL-1.0
#include "client/listeners.hpp"
#include "client/notification_source.hpp"
#include "client/reading.hpp"

namespace jsonrpcclient {
namespace detail {

void start_next(std::shared_ptr<notification_source> source, handler<std::optional<server_notification>> done)
{
    read_next(std::move(source), std::move(done));
}

void notification_source::next(std::shared_ptr<inbox<server_notification>::reader> asking)
{
    if (events.next(std::move(asking), owner->executor()))
        owner->listen();
    else
        owner->resume();
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
        close();
        source_ = std::move(other.source_);
    }
    return *this;
}

notification_stream::~notification_stream() { close(); }

void notification_stream::close() noexcept { detail::leave(std::move(source_)); }

std::uint64_t notification_stream::dropped() const noexcept { return source_ ? source_->events.dropped() : 0; }

} // namespace jsonrpcclient
