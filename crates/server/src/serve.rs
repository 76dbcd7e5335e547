//! Listening, and stopping gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::house::House;
use crate::http;

/// So long a server that was told to stop waits for requests under way.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It cannot listen there.
    #[error("cannot listen at {address}: {error}; choose another with --listen")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// The connection to the operating system broke.
    #[error("cannot serve: {0}")]
    Serve(#[from] std::io::Error),
    /// The figures could not be set up.
    #[error("cannot keep figures: {0}")]
    Figures(#[from] BuildError),
}

/// Begins to keep figures. Once a process.
///
/// # Errors
/// [`ServeError::Figures`] if they are kept already.
pub fn keep_figures() -> Result<PrometheusHandle, ServeError> {
    Ok(PrometheusBuilder::new().install_recorder()?)
}

/// Listens. The address tells the port, where any was to be taken.
///
/// # Errors
/// [`ServeError::Listen`].
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let at = |error| ServeError::Listen { address, error };
    let listener = TcpListener::bind(address).await.map_err(at)?;
    let bound = listener.local_addr().map_err(at)?;
    Ok((listener, bound))
}

/// Serves until told to stop. Then no new request is taken, those under way are answered, and what waits is published.
///
/// # Errors
/// [`ServeError::Serve`].
pub async fn serve(
    listener: TcpListener,
    house: Arc<House>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let router = http::router(Arc::clone(&house));
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let readers = Arc::clone(&house);
    let told = async move {
        stop.await;
        readers.end_news();
        // Nobody may be waiting any more.
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, router).with_graceful_shutdown(told);
    // Who reads or writes slowly does not keep a server from stopping.
    let patience = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(PATIENCE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served?,
        () = patience => {}
    }
    // Joins the threads that write.
    let stopping = tokio::task::spawn_blocking(move || house.stop());
    stopping
        .await
        .map_err(|_| std::io::Error::other("a writing thread panicked"))?;
    Ok(())
}

/// Waits until the operating system asks the process to end.
pub async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
