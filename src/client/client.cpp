// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/client.hpp>

#include "client/begin.hpp"
#include "client/make_session.hpp"

#include <boost/asio/co_spawn.hpp>

namespace jsonrpcclient {
namespace detail {
namespace {

// Breaks what keeps itself alive if the execution context is destroyed before the client was shut down.
class farewell
{
public:
    explicit farewell(std::shared_ptr<session> owner) noexcept : owner_(std::move(owner)) {}
    farewell(farewell&&) noexcept = default;
    ~farewell()
    {
        if (owner_)
            owner_->drop();
    }

    void operator()()
    {
        auto owner = std::move(owner_);
        owner->enter([owner] { owner->shut_down(); });
    }

private:
    std::shared_ptr<session> owner_;
};

void say_farewell(std::shared_ptr<session> owner)
{
    if (!owner)
        return;
    auto executor = owner->executor();
    asio::dispatch(executor, farewell(std::move(owner)));
}

} // namespace

void start_connect(std::shared_ptr<session> owner, call_options options, handler<> done)
{
    begin<>(std::move(owner), std::move(options), std::move(done));
}

void start_subscribe(std::shared_ptr<session> owner, subscription what, call_options options,
                     handler<subscription_stream> done)
{
    auto made = std::make_shared<completion<subscription_stream>>(std::move(done), owner->executor());
    auto& executor = owner->executor();
    if (auto from = made->cancellation(); from.is_connected())
        from.assign(
            [watched = std::weak_ptr(owner), made = std::weak_ptr(made)](asio::cancellation_type)
            {
                auto owner = watched.lock();
                auto canceled = made.lock();
                if (!owner || !canceled)
                    return;
                auto abandon = [owner, canceled] { owner->listeners().subscriptions().abandon(canceled); };
                asio::dispatch(owner->executor(), [owner, abandon] { owner->enter(abandon); });
            });
    auto entry = [owner, what = std::move(what), options = std::move(options), made = std::move(made)]() mutable
    { owner->listeners().subscriptions().start(std::move(what), std::move(options), std::move(made)); };
    asio::dispatch(executor,
                   [owner = std::move(owner), entry = std::move(entry)]() mutable { owner->enter(std::move(entry)); });
}

void start_close(std::shared_ptr<session> owner, handler<> done)
{
    auto made = std::make_shared<call_with<handler<>>>(call_options(), std::move(done), owner->executor());
    asio::any_io_executor executor = owner->executor();
    asio::dispatch(executor,
                   [owner = std::move(owner), made]
                   {
                       owner->enter(
                           [owner, made]
                           {
                               asio::co_spawn(owner->executor(), owner->close(),
                                              [owner, made](std::exception_ptr error) {
                                                  asio::post(owner->executor(),
                                                             [made, error] { made->complete(error, {}); });
                                              });
                           });
                   });
}

} // namespace detail

client::client(asio::any_io_executor executor, std::string_view url, client_options options)
    : caller(detail::make_session(std::move(executor), url, options))
{
}

client::client(asio::any_io_executor executor, connector connect, client_options options)
    : caller(detail::make_session(std::move(executor), std::move(connect), options))
{
}

client::client(asio::any_io_executor executor, const process& command, client_options options)
    : caller(detail::make_session(std::move(executor), command, options))
{
}

client::client(client&&) noexcept = default;

client& client::operator=(client&& other) noexcept
{
    if (this != &other)
    {
        detail::say_farewell(release());
        caller::operator=(std::move(other));
    }
    return *this;
}

client::~client() { detail::say_farewell(release()); }

void client::set_defaults(const call_options& options)
{
    auto& owner = *session();
    if (options.store().get())
        owner.enter([&owner, options] { owner.set_defaults(*options.store().get()); });
}

std::vector<effective_option> client::effective_options() const { return session()->effective_options(); }

void client::add_log_handler(logging::handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, handler = std::move(handler)]() mutable { owner.log().add(std::move(handler)); });
}

void client::basic_logging()
{
    auto& owner = *session();
    owner.enter([&owner] { owner.log().start_basic_logging(); });
}

void client::on_state(state_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, handler = std::move(handler)]() mutable { owner.add_state_handler(std::move(handler)); });
}

void client::on_notification(std::string_view method, notification_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, method = std::string(method), handler = std::move(handler)]() mutable
                { owner.listeners().on_notification(std::move(method), std::move(handler)); });
}

void client::on_notification(notification_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, handler = std::move(handler)]() mutable
                { owner.listeners().on_notification(std::nullopt, std::move(handler)); });
}

notification_stream client::notifications(std::string_view method, when_full policy, std::size_t size)
{
    return notification_stream(session()->listeners().listen(std::string(method), policy, size));
}

notification_stream client::notifications(when_full policy, std::size_t size)
{
    return notification_stream(session()->listeners().listen(std::nullopt, policy, size));
}

void client::on_request(std::string_view method, request_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, method = std::string(method), handler = std::move(handler)]() mutable
                { owner.listeners().requests().on_request(std::move(method), std::move(handler)); });
}

void client::on_request(request_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, handler = std::move(handler)]() mutable
                { owner.listeners().requests().on_request(std::nullopt, std::move(handler)); });
}

void client::on_unrecognized(unrecognized_handler handler)
{
    auto& owner = *session();
    owner.enter([&owner, handler = std::move(handler)]() mutable
                { owner.listeners().on_unrecognized(std::move(handler)); });
}

statistics client::statistics() const { return session()->statistics(); }

} // namespace jsonrpcclient
