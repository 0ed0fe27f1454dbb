// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/client.hpp>

#include "client/make_session.hpp"
#include "client/session.hpp"

#include <boost/asio/co_spawn.hpp>

namespace jsonrpcclient {
namespace detail {
namespace {

// Passes the caller's cancellation on to the client's executor.
void watch_cancellation(const std::shared_ptr<session>& owner, const std::shared_ptr<call>& made,
                        asio::cancellation_slot from)
{
    if (from.is_connected())
        // Weak: the signal may outlive everything that it could cancel.
        from.assign(
            [watched = std::weak_ptr(owner), made = std::weak_ptr<call>(made)](asio::cancellation_type type)
            {
                auto owner = watched.lock();
                if (!owner)
                    return;
                auto cancel = [owner, made, type]
                {
                    if (auto canceled = made.lock())
                        owner->cancel(*canceled, type);
                };
                asio::dispatch(owner->executor(), [owner, cancel] { owner->enter(cancel); });
            });
}

// What the call has to do with its session: that, and what it sends if it sends something.
inline void accept(session& owner, std::shared_ptr<call> made) { owner.accept_connect(std::move(made)); }

template <class Message>
void accept(session& owner, std::shared_ptr<call> made, Message&& message)
{
    owner.accept(std::move(made), std::move(message));
}

template <class... Results, class Handler, class... Message>
void begin(std::shared_ptr<session> owner, call_options&& options, Handler&& done, Message&&... message)
{
    auto made =
        std::make_shared<call_with<Handler, Results...>>(std::move(options), std::move(done), owner->executor());
    watch_cancellation(owner, made, made->cancellation());
    if (owner->can_enter())
        return owner->complete([&] { accept(*owner, std::move(made), std::move(message)...); });
    auto& executor = owner->executor();
    auto entry = [owner, made = std::move(made), ... message = std::move(message)]() mutable
    { accept(*owner, std::move(made), std::move(message)...); };
    asio::dispatch(executor,
                   [owner = std::move(owner), entry = std::move(entry)]() mutable { owner->enter(std::move(entry)); });
}

// Starts for a handler whose type is known: it need not be erased, which costs an allocation for it and one for its
// executor.
template <class Result>
struct awaited_initiation
{
    explicit awaited_initiation(std::shared_ptr<detail::session> session) : session(std::move(session)) {}

    template <class Handler, class Message>
    void operator()(Handler&& handler, Message&& message, call_options&& options)
    {
        begin<Result>(std::move(session), std::move(options), std::move(handler), std::move(message));
    }

    std::shared_ptr<detail::session> session;
};

template <class Result, class Message>
asio::awaitable<Result> await(std::shared_ptr<session> owner, Message&& message, call_options&& options)
{
    asio::use_awaitable_t<> token;
    return asio::async_initiate<asio::use_awaitable_t<>, void(std::exception_ptr, Result)>(
        awaited_initiation<Result>(std::move(owner)), token, std::move(message), std::move(options));
}

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

void start(std::shared_ptr<session> owner, request&& message, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(message));
}

void start(std::shared_ptr<session> owner, notification&& message, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(message));
}

void start(std::shared_ptr<session> owner, std::string&& text, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(text));
}

void start(std::shared_ptr<session> owner, batch&& messages, call_options&& options, handler<batch_response> done)
{
    begin<batch_response>(std::move(owner), std::move(options), std::move(done), std::move(messages));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, request&& message, call_options&& options)
{
    return await<response>(std::move(owner), std::move(message), std::move(options));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, notification&& message, call_options&& options)
{
    return await<response>(std::move(owner), std::move(message), std::move(options));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, std::string&& text, call_options&& options)
{
    return await<response>(std::move(owner), std::move(text), std::move(options));
}

asio::awaitable<batch_response> start(std::shared_ptr<session> owner, batch&& messages, call_options&& options)
{
    return await<batch_response>(std::move(owner), std::move(messages), std::move(options));
}

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

namespace {

std::string describe(const call_name& name, const response& answer)
{
    std::string ids = answer.data.id() ? " (id " + to_string(*answer.data.id()) + ")" : "";
    return name_of(request(name.method)) + ids + " at " + name.owner->endpoint() + ": ";
}

} // namespace

void throw_unexpected_result(const call_name& name, const response& answer, const char* why)
{
    constexpr std::size_t shown = 1024;
    auto text = answer.text.size() > shown ? answer.text.substr(0, shown) + "..." : answer.text;
    throw client_error(errc::unexpected_result, delivery::answered,
                       describe(name, answer) + "the result has another type than asked for (" + why + "): " + text);
}

void throw_without_result(const call_name& name, const response& answer)
{
    auto& error = answer.data.error();
    throw remote_error(error, describe(name, answer) + "the server answered with error " +
                                  std::to_string(error.code()) + ": " + error.message());
}

} // namespace detail

const asio::any_io_executor& caller::get_executor() const noexcept { return session_->executor(); }

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
